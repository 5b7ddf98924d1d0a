"""The last column of a padded batch is padding, not the end of the sentence.

A batch is a rectangle, sentences are not: short ones are filled with pads.
The net reads these too: h = tanh(U h + b) soon washes the sentence out.

    b a c a           the state to read is h_4
    c 0 0 0           it is h_1, and out[:, -1] is three pads further

The task is trivial on purpose: say the last letter, one of 4.  Reading
out[row, n - 1], n the length, does it, and no pad changes it; so does h_n
of a packed batch.  Reading out[:, -1] teaches half of it or less, and no
warning comes: the loss sinks a little and stays.  A net trained right and
*served* with out[:, -1] guesses.  It is no law: a GRU learns to shut its
gate on pads, in as many updates.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad

from rnnquiz.training import adam

CLAIMS = {  # lowest, highest, in words
    "last": (0.0, 0.1, "share of seeds right >= 70%: out[:, -1]"),
    "index": (0.9, 1.0, "the same share: out[row, n - 1]"),
    "served": (0.15, 0.35, "trained so, served with out[:, -1]: right"),
    "gru": (0.8, 1.0, "the share again: out[:, -1] of a GRU"),
    "pads": (0.0, 1e-5, "change of the indexed scores by 60 more pads"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "longest": (24, 6, "of the sentences; at 6 the RNN waits as well"),
    "updates": (110, 30, "of the weights; after 30 the GRU is lost as well"),
}

def batch(size, longest):
    """x (size, longest) with 0 for pads; lengths n; the last letter, 0-3."""
    n = 2 + ((longest - 1) * torch.rand(size) ** 3).long()     # mostly short
    x = torch.randint(1, 5, (size, longest))
    x[torch.arange(longest) >= n[:, None]] = 0
    return x, n, x[torch.arange(size), n - 1] - 1

def train(cell, indexed, seed, longest, updates):
    """scores(x, at) of the 4 letters, trained with at = n - 1 or at = -1."""
    torch.manual_seed(seed)
    embed = nn.Embedding(5, 8, padding_idx=0)
    rnn, head = cell(8, 32, batch_first=True), nn.Linear(32, 4)
    def scores(x, at):
        out = rnn(embed(x))[0]                          # (batch, time, 32)
        return head(out[torch.arange(len(x)), at])      # (batch, 4)
    step = adam(embed, rnn, head, lr=0.01)
    for _ in range(updates):
        x, n, y = batch(32, longest)
        loss = step(cross_entropy(scores(x, n - 1 if indexed else -1), y))
        if loss < 0.02:
            break
    return scores

def run(*how):
    """By claim: the share of 1000 letters right; what 60 pads change."""
    rnn, good = train(nn.RNN, False, *how), train(nn.RNN, True, *how)
    gru, (x, n, y) = train(nn.GRU, False, *how), batch(1000, how[1])
    said = {"last": rnn(x, -1), "index": good(x, n - 1),
            "served": good(x, -1), "gru": gru(x, -1)}
    right = {k: (s.argmax(1) == y).float().mean() for k, s in said.items()}
    moved = good(pad(x, (0, 60)), n - 1) - said["index"]
    return right | {"pads": moved.abs().max().item()}

def measure(lab):
    how = lab.knob("longest"), lab.knob("updates")
    runs = [run(s, *how) for s in lab.track(lab.seeds, "RNN, RNN, GRU")]
    found = {k: lab.median(r[k] for r in runs) for k in CLAIMS}
    bars = {"[:, -1]": found["last"], "[row, n-1]": found["index"],
            "served so": found["served"], "GRU [:, -1]": found["gru"]}
    lab.bars("last letter right, median", bars, mark=(0.25, "a guess"))
    lab.reading(
        "The RNN read at out[:, -1] is right in {last:.0%}, at out[row,"
        " n - 1] in {index:.0%}; that net served with out[:, -1] in"
        " {served:.0%}; a GRU on out[:, -1] in {gru:.0%}.".format(**found))
    return found | {k: lab.share(r[k] >= 0.7 for r in runs)
                    for k in ("last", "index", "gru")}
