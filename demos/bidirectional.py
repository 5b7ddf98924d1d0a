"""Two directions know both sides of a gap; one that writes has only one.

A bidirectional layer is two nets that never meet: one reads from the left,
one from the right, and at each step their two states lie side by side.

    text     b . . a . b        each dot: which letter stands before it,
    label      ba ba   ab       and which after?

From the left, the letter before is known and the one after is a coin to
toss: half of the labels, however large the net.  From the right the same.
Together, all; here with fewer weights than either.  It costs the end of the
text: nothing can be said before it.  (A forward net that answers --delay
steps late sees that far ahead, and is right that much more often.)

Just so it is no language model.  Ask for the NEXT symbol, and the net that
comes from the right has read it: it "predicts" tosses of a fair coin.  Then
let it write, with nothing yet to the right: it is a coin itself.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad

PAPER = "Schuster & Paliwal, Bidirectional recurrent neural networks, 1997"

CLAIMS = {  # accuracy, median of the seeds: lowest, highest, in words
    "forward": (0.42, 0.58, "right label of a gap, read from the left"),
    "backward": (0.42, 0.58, "the same, read from the right"),
    "both": (0.97, 1.0, "the same, from both sides"),
    "causal": (0.42, 0.58, "next toss of a coin, read from the left"),
    "leak": (0.99, 1.0, "next toss, from both sides: it has read it"),
    "writing": (0.4, 0.6, "the same net, when the text ends at the toss"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "delay": (0, 4, "steps the forward net waits; at 4 it knows much more"),
    "heads": (0.5, 0.9, "chance of heads; the causal net learns that much"),
}
T, BATCH, UPDATES, LR = 12, 32, 60, 0.02

def last(x):
    """At each step the last letter until then.  x (time, batch), 0: none."""
    t = torch.arange(T)[:, None] * (x > 0)
    return x.gather(0, t.cummax(0).values)

def gaps(size, _):
    x = torch.randint(1, 3, (T, size)) * (torch.rand(T, size) < 0.25)
    x[[0, -1]] = torch.randint(1, 3, (2, size))
    y = 2 * (last(x) - 1) + last(x.flip(0)).flip(0) - 1      # 4 labels
    return x, y, x == 0                                    # asked: the dots

def coins(size, heads):
    x = 1 + (torch.rand(T, size) < heads).long()
    return x, x.roll(-1, 0), torch.arange(T)[:, None].expand_as(x) < T - 1

def scores(net, x, way, delay):
    embed, lstm, head = net
    x = pad(x, (0, 0, 0, delay))                        # blanks at the end
    x = embed(x.flip(0) if way == "backward" else x)
    out = head(lstm(x)[0][delay:])                      # (time, batch, 4)
    return out.flip(0) if way == "backward" else out

def train(seed, heads, task, way, delay=0):
    """Accuracy, and that on the last symbol of texts cut before it."""
    torch.manual_seed(seed)
    both = way == "both"
    size = 12 if both else 20                  # 2236 weights against 2508
    net = nn.ModuleList([nn.Embedding(3, 8), nn.LSTM(
        8, size, bidirectional=both), nn.Linear(size * (1 + both), 4)])
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for _ in range(UPDATES):
        x, y, asked = task(BATCH, heads)
        loss = cross_entropy(scores(net, x, way, delay)[asked], y[asked])
        adam.zero_grad()
        loss.backward()
        adam.step()
    x, y, asked = task(1000, heads)
    with torch.no_grad():
        right = scores(net, x, way, delay).argmax(2) == y
        cut = scores(net, x[:-1], way, delay)[-1].argmax(1) == x[-1]
    return right[asked].float().mean().item(), cut.float().mean().item()

def measure(lab):
    settings = {"forward": (gaps, "forward", lab.knob("delay")),
                "backward": (gaps, "backward"), "both": (gaps, "both"),
                "causal": (coins, "forward"), "leak": (coins, "both")}
    runs = {name: [train(seed, lab.knob("heads"), *task)
                   for seed in lab.track(lab.seeds, name)]
            for name, task in settings.items()}
    found = {k: lab.median(right for right, _ in run)
             for k, run in runs.items()}
    found["writing"] = lab.median(cut for _, cut in runs["leak"])
    lab.bars("right, median", found, mark=(0.5, "half"))
    lab.reading(
        "From one side {forward:.0%} of the gaps are right, from both"
        " {both:.0%}. The next toss of a coin: causal {causal:.0%},"
        " bidirectional {leak:.0%}, and {writing:.0%} when it has to"
        " write.".format(**found))
    return found
