"""The last column of a padded batch is padding, not the end of the sentence.

A batch is a rectangle, sentences are not: short ones are filled with a pad.
The net reads the pads too.  Its state goes on moving, h = tanh(U h + b), and
after a few of them the sentence is washed out.

    b a c a           the state to read is h_4
    c 0 0 0           it is h_1, and out[:, -1] is three pads further

The task is trivial, and that is the point: say the last letter, one of 4.
Reading out[row, n - 1] by the length n, or h_n of a packed batch, does it;
the two are one number, and no pad changes it.  Reading out[:, -1] teaches
half of it or less, and nothing warns: the loss sinks a little and stays.
A net trained the right way and *served* with out[:, -1] guesses.

It is no law: a GRU learns to shut its gate on pads, in as many updates.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad
from torch.nn.utils.rnn import pack_padded_sequence as pack

CLAIMS = {  # lowest, highest, in words
    "last": (0.0, 0.1, "share of seeds right >= 70%: out[:, -1]"),
    "index": (0.9, 1.0, "the same share: out[row, n - 1]"),
    "served": (0.15, 0.35, "trained so, served with out[:, -1]: right"),
    "gru": (0.8, 1.0, "the share again: out[:, -1] of a GRU"),
    "packed": (0.0, 1e-5, "distance of packed to indexed scores"),
    "pads": (0.0, 1e-5, "change of the indexed scores by 60 more pads"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "longest": (24, 6, "of the sentences; at 6 the RNN waits as well"),
    "updates": (110, 30, "of the weights; after 30 the GRU is lost as well"),
}
H, BATCH, LR = 32, 32, 0.01

def batch(size, longest):
    """x (size, longest) with 0 for pads; lengths n; the last letter, 0-3."""
    n = 2 + ((longest - 1) * torch.rand(size) ** 3).long()     # mostly short
    x = torch.randint(1, 5, (size, longest))
    x[torch.arange(longest) >= n[:, None]] = 0
    return x, n, x[torch.arange(size), n - 1] - 1

def scores(net, x, n, how):
    embed, rnn, head = net
    x = embed(x)                                         # (batch, time, 8)
    if how == "packed":
        return head(rnn(pack(x, n, True, enforce_sorted=False))[1][-1])
    at = n - 1 if how == "index" else -1
    return head(rnn(x)[0][torch.arange(len(x)), at])            # (batch, 4)

def train(cell, how, seed, longest, updates):
    torch.manual_seed(seed)
    net, done = nn.ModuleList([nn.Embedding(5, 8, padding_idx=0), cell(
        8, H, batch_first=True), nn.Linear(H, 4)]), 0
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    while updates and done < 5:
        x, n, y = batch(BATCH, longest)
        loss = cross_entropy(scores(net, x, n, how), y)
        adam.zero_grad()
        loss.backward()
        adam.step()
        done, updates = done + 1 if loss.item() < 0.05 else 0, updates - 1
    return net

def run(*how):
    rnn, good = train(nn.RNN, "last", *how), train(nn.RNN, "index", *how)
    gru, (x, n, y) = train(nn.GRU, "last", *how), batch(1000, how[1])
    with torch.no_grad():
        best = scores(good, x, n, "index")                      # (1000, 4)
        said = {"last": scores(rnn, x, n, "last"), "index": best,
                "served": scores(good, x, n, "last"),
                "gru": scores(gru, x, n, "last")}
        moved = {"packed": scores(good, x, n, "packed") - best,
                 "pads": scores(good, pad(x, (0, 60)), n, "index") - best}
    right = {k: (s.argmax(1) == y).float().mean() for k, s in said.items()}
    return right | {k: m.abs().max() for k, m in moved.items()}

def measure(lab):
    how = lab.knob("longest"), lab.knob("updates")
    runs = [run(s, *how) for s in lab.track(lab.seeds, "RNN, RNN, GRU")]
    found = {k: [float(r[k]) for r in runs] for k in CLAIMS}
    middle = {k: lab.median(v) for k, v in found.items()}
    bars = {"[:, -1]": "last", "[row, n-1]": "index", "served so": "served",
            "GRU [:, -1]": "gru"}
    lab.bars("last letter right, median",
             {k: middle[v] for k, v in bars.items()}, mark=(0.25, "a guess"))
    lab.reading(
        "Read at out[:, -1] the RNN is right in {last:.0%}, at out[row,"
        " n - 1] in {index:.0%}; the same net served with out[:, -1] in"
        " {served:.0%}. A GRU on out[:, -1]: {gru:.0%}.".format(**middle))
    return middle | {k: lab.share(right >= 0.7 for right in found[k])
                     for k in ("last", "index", "gru")}
