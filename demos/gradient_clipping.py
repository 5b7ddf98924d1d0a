"""Clipped to a set length, the gradient that would wreck a net trains it.

Back-propagation through T steps multiplies by the recurrent matrix T times,
so a plain RNN now and then meets a gradient a hundred times longer than
usual.  SGD takes it at its word, makes one giant step, and what was learned
is gone.  Clipping by norm scales the whole gradient g by one factor:

    g  <-  g * min(1, theta / |g|)

A short gradient passes untouched; a long one keeps its direction and gets
the length theta.  (Clipping every entry on its own bends the direction.)

The task: read 100 numbers from U(-1, 1), answer their sum / 10.  The best
constant answer, 0, has a mean squared error of 1/3.  The net is a ReLU RNN
that begins as an adder (W_hh = I): nothing vanishes, all can explode.

Two things that the textbooks leave out, and this run checks or shows:
small steps without clipping learn too, so clipping is not the only cure; it
buys a step a hundred times larger.  And theta matters: try 100.
"""

import math

import torch
from torch import nn
from torch.nn.functional import cosine_similarity

PAPER = "Pascanu, Mikolov & Bengio, On the difficulty of training RNNs, 2013"

CLAIMS = {  # what the run must find: lowest, highest, in words
    "raw": (0.9, 1.0, "share of seeds that end at MSE >= 0.25 or inf, raw"),
    "clipped": (0.9, 1.0, "share of seeds that end at MSE <= 0.12, clipped"),
    "small": (0.9, 1.0, "the same share, raw, with a step 100 times smaller"),
    "by_norm": (0.999, 1.001, "cosine of the gradient before and after it"),
    "by_value": (0.0, 0.95, "the same cosine, each entry clipped at 1"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "clip": (1.0, 100.0, "theta; at 100 the clipped net diverges as well"),
    "lr": (0.01, 0.0001, "learning rate; now the raw net learns"),
}
T, HIDDEN, BATCH, UPDATES = 100, 32, 32, 60

def net():
    """An RNN that begins by adding up what it reads (Le et al. 2015)."""
    rnn = nn.RNN(1, HIDDEN, nonlinearity="relu", bias=False)
    nn.init.eye_(rnn.weight_hh_l0)
    nn.init.normal_(rnn.weight_ih_l0, std=0.1)
    return rnn, nn.Linear(HIDDEN, 1)

def clip(grads, theta):
    """Scale all gradients by one factor: together at most theta long."""
    length = torch.cat([g.flatten() for g in grads]).norm().item()
    return [g * min(1.0, theta / length) for g in grads]

def train(seed, lr, theta):
    """The loss before each update; it stops where the net is lost."""
    torch.manual_seed(seed)
    data = torch.Generator().manual_seed(seed + 1)
    rnn, head = net()
    weights, losses = [*rnn.parameters(), *head.parameters()], []
    for _ in range(UPDATES):
        x = 2 * torch.rand(T, BATCH, 1, generator=data) - 1
        y = x.sum((0, 2)) / T**0.5                           # (batch)
        h, _ = rnn(x)                                        # (T, batch, H)
        E = (head(h[-1])[:, 0] - y).square().mean()
        losses.append(E.item())
        if not E.item() < 1e6:
            return [*losses, math.inf]
        grads = clip(torch.autograd.grad(E, weights), theta)
        with torch.no_grad():
            for w, g in zip(weights, grads, strict=True):
                w -= lr * g
    return losses

def end(losses):
    return sum(losses[-20:]) / len(losses[-20:])

def measure(lab):
    lr, theta = lab.knob("lr"), lab.knob("clip")
    settings = {"no clipping": (lr, math.inf),
                f"clipped at {theta:g}": (lr, theta),
                "no clipping, lr / 100": (lr / 100, math.inf)}
    runs = {name: [train(seed, *how) for seed in lab.track(lab.seeds, name)]
            for name, how in settings.items()}
    raw, clipped, small = runs.values()
    curves = {name: found[0] for name, found in runs.items()}
    curves["best constant answer"] = [1 / 3] * UPDATES
    title = f"loss, log scale, seed {lab.seeds[0]}"
    lab.lines(title, curves, "update", log=True, top=10)
    lost = lab.share(math.isinf(end(losses)) for losses in raw)
    steps = lab.median(len(losses) - 1 for losses in raw)
    kept = lab.median(map(end, clipped))
    lab.reading(
        f"Without clipping {lost:.0%} of the seeds diverge, the median one at"
        f" update {steps:.0f}; clipped at {theta:g} the median loss ends at"
        f" {kept:.3f}, where the best constant answer has 0.333.")
    g = torch.randn(1000) ** 3     # a few huge entries, as where it explodes
    return {
        "raw": lab.share(not end(losses) < 0.25 for losses in raw),
        "clipped": lab.share(end(losses) <= 0.12 for losses in clipped),
        "small": lab.share(end(losses) <= 0.12 for losses in small),
        "by_norm": cosine_similarity(g, clip([g], theta)[0], dim=0),
        "by_value": cosine_similarity(g, g.clamp(-1, 1), dim=0)}
