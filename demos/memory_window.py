"""A window forgets at its edge; a state of eight numbers goes on remembering.

The task: now and then a command, +1 or -1, else 0.  Say which came last.

    reads    +  0  0  0  -  0  0  0  0  0  0  0  0  0  +
    says     +  +  +  +  -  -  -  -  -  -  -  -  -  -  +

    MLP    y_t = f(x_t, x_(t-1), ... x_(t-W+1))    769 weights at W = 10
    RNN    h_t = f(x_t, h_(t-1))                   97, for any length

A feed-forward net that sees the last W steps is perfect inside this window;
one step beyond it can only guess.  The RNN, trained on 20 steps, holds the
last command for hundreds: two states keep themselves, one for each.  (Over
a long FIRST lag it does not learn to: see long_memory.)
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, pad

from rnnquiz.training import adam

PAPER = "Elman, Finding structure in time, 1990"
CLAIMS = {  # share of steps that are right, median of the seeds: low, high
    "inside": (0.97, 1.0, "window of 10, command at most 9 steps ago"),
    "beyond": (0.35, 0.65, "window of 10, 10 to 19 steps ago: a coin flip"),
    "rnn": (0.97, 1.0, "RNN, 10 to 19 steps ago"),
    "rnn_far": (0.97, 1.0, "RNN, 100 steps ago and more, trained on 20"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "window": (10, 20, "W; at 20 the edge moves there"),
    "updates": (120, 10, "training; after 10 the RNN knows only the present"),
}

class States(nn.RNN):
    def forward(self, x):
        return super().forward(x)[0]                     # h_t of every step

def batch(steps, size, rate):
    """x, the last command (0 or 1) and the steps since, each (T, batch)."""
    command = torch.rand(steps, size) < rate
    command[0] = True
    bit = torch.randint(0, 2, (steps, size))
    now = torch.arange(steps)[:, None]
    last = (now * command).cummax(0).values
    return command * (2.0 * bit - 1), bit.gather(0, last), now - last

def train(kind, W, seed, updates):
    """Right or wrong, and the wait, for 40,000 steps with rare commands."""
    torch.manual_seed(seed)
    if kind == "RNN":
        net = nn.Sequential(States(W, 8), nn.Linear(8, 1))
    else:
        net = nn.Sequential(nn.Linear(W, 64), nn.ReLU(), nn.Linear(64, 1))
    def scores(x):
        seen = pad(x, (0, 0, W - 1, 0)).unfold(0, W, 1)  # (time, batch, W)
        return net(seen)[..., 0]                         # (time, batch)
    step = adam(net, lr=0.02, clip=1.0)
    for _ in range(updates):
        x, y, _ = batch(20, 32, 0.1)
        step(binary_cross_entropy_with_logits(scores(x), y.float()))
    x, y, wait = batch(400, 100, 0.02)
    return (scores(x) > 0) == (y > 0), wait

def measure(lab):
    W, updates = lab.knob("window"), lab.knob("updates")
    mlp = [train("MLP", W, s, updates) for s in lab.track(lab.seeds, "MLP")]
    rnn = [train("RNN", 1, s, updates) for s in lab.track(lab.seeds, "RNN")]
    def share(runs, low, high):           # right, by steps since the command
        return lab.median(right[(low <= wait) & (wait < high)].float().mean()
                          for right, wait in runs)
    curves = {name: [share(runs, k, k + 1) for k in range(40)]
              for name, runs in ((f"window {W}", mlp), ("RNN", rnn))}
    lab.lines("share right, by steps since the command", curves, "steps ago")
    found = {"inside": share(mlp, 0, 10), "beyond": share(mlp, 10, 20),
             "rnn": share(rnn, 10, 20), "rnn_far": share(rnn, 100, 400)}
    lab.reading(
        "10 to 19 steps after a command a window is right in {beyond:.0%},"
        " the RNN in {rnn:.0%}, after 100 in {rnn_far:.0%}.".format(**found))
    return found
