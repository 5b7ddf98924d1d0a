"""Clipped to a set length, the gradient that would wreck a net trains it.

Back-propagation through T steps multiplies by the recurrent matrix T times,
so a plain RNN can meet a gradient a hundred times longer than usual.  SGD
takes it at its word, makes one giant step, and what was learned is gone.
Clipping by norm scales the whole gradient g by one factor:

    g  <-  g * min(1, theta / |g|)

A short gradient passes untouched; a long one keeps its direction and gets
the length theta.

The task: read 100 numbers from U(-1, 1), answer their sum / 10.  The best
constant answer, 0, has a mean squared error of 1/3.  The net is a ReLU RNN
that begins as an adder (W_hh = I): nothing vanishes, all can explode.

Textbooks leave out that small steps without clipping learn too: clipping
buys a step a hundred times larger.  And theta matters: try 100.
"""

import math

import torch
from torch import nn

PAPER = "Pascanu, Mikolov & Bengio, On the difficulty of training RNNs, 2013"
CLAIMS = {  # what the run must find: lowest, highest, in words
    "raw": (0.9, 1.0, "share of seeds that end at MSE >= 0.25 or inf, raw"),
    "clipped": (0.9, 1.0, "share of seeds that end at MSE <= 0.12, clipped"),
    "small": (0.9, 1.0, "the same share, raw, with a step 100 times smaller"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "clip": (1.0, 100.0, "theta; at 100 the clipped net diverges as well"),
    "lr": (0.01, 0.0001, "learning rate; now the raw net learns"),
}
T, HIDDEN, BATCH, UPDATES = 100, 32, 32, 60

def train(seed, lr, theta):
    """The loss before each update; it stops where the net is lost."""
    torch.manual_seed(seed)
    data = torch.Generator().manual_seed(seed + 1)
    rnn = nn.RNN(1, HIDDEN, nonlinearity="relu", bias=False)
    nn.init.eye_(rnn.weight_hh_l0)                # it begins by adding up
    nn.init.normal_(rnn.weight_ih_l0, std=0.1)
    head = nn.Linear(HIDDEN, 1)
    weights, losses = [*rnn.parameters(), *head.parameters()], []
    for _ in range(UPDATES):
        x = 2 * torch.rand(T, BATCH, 1, generator=data) - 1
        y = x.sum((0, 2)) / T**0.5                           # (batch)
        E = (head(rnn(x)[0][-1])[:, 0] - y).square().mean()
        if not E < 1e6:
            return [*losses, math.inf]
        losses.append(E.item())
        grads = torch.autograd.grad(E, weights)
        length = torch.cat([g.flatten() for g in grads]).norm().item()
        scale = min(1.0, theta / length)         # one factor for all of them
        for w, g in zip(weights, grads, strict=True):
            w.data -= lr * (scale * g)
    return losses

def measure(lab):
    lr, theta = lab.knob("lr"), lab.knob("clip")
    hows = {"no clipping": (lr, math.inf),
            f"clipped at {theta:g}": (lr, theta),
            "no clipping, lr / 100": (lr / 100, math.inf)}
    runs = {name: [train(seed, *how) for seed in lab.track(lab.seeds, name)]
            for name, how in hows.items()}
    curves = {name: found[0] for name, found in runs.items()}
    curves["best constant answer"] = [1 / 3] * UPDATES
    lab.lines(f"loss, log scale, seed {lab.seeds[0]}", curves, "update",
              log=True, top=10)
    raw, clipped, small = ([sum(losses[-20:]) / 20 for losses in found]
                           for found in runs.values())
    lab.reading(
        f"Without clipping the median loss ends at {lab.median(raw):.3g},"
        f" clipped at {theta:g} at {lab.median(clipped):.3f}; the best"
        " constant answer has 0.333.")
    return {"raw": lab.share(not end < 0.25 for end in raw),
            "clipped": lab.share(end <= 0.12 for end in clipped),
            "small": lab.share(end <= 0.12 for end in small)}
