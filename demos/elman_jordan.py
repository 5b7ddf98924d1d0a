"""Elman's net remembers what it likes, Jordan's only what its output said.

Two nets older than the LSTM.  They differ in what comes back:

    Elman     h_t = tanh(W x_t + U h_(t-1) + b)     the hidden state
    Jordan    h_t = tanh(W x_t + U y_(t-1) + b)     the output, y = V h

So the task decides.  Both read random bits:

    echo      say the bit of two steps ago: what was said last, the bit of
              three steps ago, has no room for the bits in between.
    parity    is the number of 1s so far odd?  What was said last is all one
              needs to know: the output IS the state.

Echo is learned by Elman's net alone, parity by both.  Jordan's output is a
real number: it smuggles some of the past in the digits and beats a coin at
echo.  Fed with the true answers (--feed true, teacher forcing) it cannot.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, pad

from rnnquiz.training import adam

PAPER = "Elman, Finding structure in time, 1990; Jordan, Serial order, 1986"
CLAIMS = {  # share right over 100 steps, median of the seeds: low, high
    "echo_elman": (0.95, 1.0, "echo, Elman, 100 steps after training on 8"),
    "echo_jordan": (0.35, 0.8, "echo, Jordan"),
    "parity_elman": (0.95, 1.0, "parity, Elman"),
    "parity_jordan": (0.95, 1.0, "parity, Jordan, with 65 weights to 305"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "delay": (2, 0, "echo of how long ago; 0 needs no memory, Jordan can"),
    "feed": ("own", "true", "Jordan's feedback in training: own or true y"),
}
H = 16

def batch(task, steps, size, delay):
    """x, -1 or 1, and y, 0 or 1, both (time, batch)."""
    x = torch.randint(0, 2, (steps, size))
    echo = pad(x, (0, 0, delay, 0))[:steps]
    y = x.cumsum(0) % 2 if task == "parity" else echo
    return 2.0 * x - 1, y.float()

def accuracy(task, kind, delay, feed, seed):
    """Share right in 100 steps, after training on 8."""
    torch.manual_seed(seed)
    W, V = nn.Linear(1, H), nn.Linear(H, 1)
    U = nn.Linear(H if kind == "elman" else 1, H, bias=False)
    def read(x, truth=None):
        """Scores (time, batch).  Jordan's net hears itself, or the truth."""
        back, said = x.new_zeros(x.shape[1], U.in_features), []
        for t, x_t in enumerate(x[..., None]):                  # (batch, 1)
            h = torch.tanh(W(x_t) + U(back))                    # (batch, H)
            said.append(V(h))                                   # (batch, 1)
            output = said[t].tanh() if truth is None else truth[t, :, None]
            back = h if kind == "elman" else output
        return torch.stack(said)[..., 0]
    step = adam(W, U, V, lr=0.02, clip=1.0)
    for _ in range(180):
        x, y = batch(task, 8, 32, delay)
        scores = read(x, 2 * y - 1 if feed == "true" else None)
        loss = step(binary_cross_entropy_with_logits(scores, y))
        if loss < 0.01:
            break
    x, y = batch(task, 100, 300, delay)
    return ((read(x) > 0) == (y > 0))[delay:].float().mean().item()

def measure(lab):
    how = lab.knob("delay"), lab.knob("feed")
    right = {name: lab.median(accuracy(*name.split("_"), *how, seed)
                              for seed in lab.track(lab.seeds, name))
             for name in CLAIMS}
    lab.bars("share right, median", right, mark=(0.5, "a coin flip"))
    lab.reading(
        "Echo: Elman's net is right in {echo_elman:.0%}, Jordan's in"
        " {echo_jordan:.0%}; parity: Elman's in {parity_elman:.0%}, Jordan's"
        " in {parity_jordan:.0%}.".format(**right))
    return right
