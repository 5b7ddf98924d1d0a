"""Two directions know both sides of a gap; one that writes has only one.

    text     b . . a . b        each dot: which letter stands before it,
    label      ba ba   ab       and which after?

From the left, the letter after is the toss of a coin: half of the labels,
however large the net.  A net from each end, their states side by side, gets
all with fewer weights, but only when the text has ended.

So it is no language model: asked for the NEXT toss of a coin, it has read it.
When it writes, nothing stands to the right yet, and it is a coin itself.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad

from rnnquiz.training import adam

PAPER = "Schuster & Paliwal, Bidirectional recurrent neural networks, 1997"
CLAIMS = {  # accuracy, median of the seeds: lowest, highest, in words
    "forward": (0.42, 0.58, "right label of a gap, read from the left"),
    "both": (0.97, 1.0, "the same, from both sides"),
    "causal": (0.42, 0.58, "next toss of a coin, read from the left"),
    "leak": (0.99, 1.0, "next toss, from both sides: it has read it"),
    "writing": (0.4, 0.6, "the same net, when the text ends at the toss"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "delay": (0, 4, "steps the forward net waits; at 4 it knows much more"),
    "heads": (0.5, 0.9, "chance of heads; the causal net learns that much"),
}
T = 12

def last(x):
    """At each step the last letter until then.  x (time, batch), 0: none."""
    return x.gather(0, (torch.arange(T)[:, None] * (x > 0)).cummax(0).values)

def gaps(size, _):                                  # all (time, batch)
    x = torch.randint(1, 3, (T, size)) * (torch.rand(T, size) < 0.25)
    x[[0, -1]] = torch.randint(1, 3, (2, size))
    y = 2 * (last(x) - 1) + last(x.flip(0)).flip(0) - 1       # one of 4
    return x, y, x == 0                             # asked: only the dots

def coins(size, heads):
    x = 1 + (torch.rand(T, size) < heads).long()
    y = pad(x[1:], (0, 0, 0, 1))                    # the toss that follows
    return x, y, y > 0                              # asked: all but the last

def train(seed, heads, task, both, delay=0):
    """Accuracy, and that on the last symbol of texts cut before it."""
    torch.manual_seed(seed)
    H = 12 if both else 20                      # 2236 weights against 2508
    embed, lstm = nn.Embedding(3, 8), nn.LSTM(8, H, bidirectional=both)
    head = nn.Linear(H * (1 + both), 4)
    def scores(x):                                  # (time, batch, 4)
        x = pad(x, (0, 0, 0, delay))                # blanks, to wait for it
        return head(lstm(embed(x))[0][delay:])
    step = adam(embed, lstm, head, lr=0.02)
    for _ in range(60):
        x, y, asked = task(32, heads)
        step(cross_entropy(scores(x)[asked], y[asked]))
    x, y, asked = task(1000, heads)
    right = scores(x).argmax(2) == y
    cut = scores(x[:-1])[-1].argmax(1) == x[-1]
    return right[asked].float().mean().item(), cut.float().mean().item()

def measure(lab):
    delay, heads = lab.knob("delay"), lab.knob("heads")
    nets = {"forward": (gaps, False, delay), "both": (gaps, True),
            "causal": (coins, False), "leak": (coins, True)}
    runs = {k: [train(seed, heads, *net) for seed in lab.track(lab.seeds, k)]
            for k, net in nets.items()}
    found = {k: lab.median(right for right, _ in r) for k, r in runs.items()}
    found["writing"] = lab.median(cut for _, cut in runs["leak"])
    lab.bars("right, median", found, mark=(0.5, "half"))
    lab.reading(
        "From one side {forward:.0%} of the gaps are right, from both"
        " {both:.0%}. The next toss: causal {causal:.0%}, from both sides"
        " {leak:.0%}, and {writing:.0%} when it writes.".format(**found))
    return found
