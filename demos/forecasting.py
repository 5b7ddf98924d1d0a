"""No net forecasts a random walk; an LSTM beats AR only where rules bend.

Compare a forecast of "stock prices" with two that need no net at all:

    persistence    y_(t+1) = y_t                  tomorrow is like today
    AR(p)          y_(t+1) = a_0 + a_1 y_t + ... + a_p y_(t-p+1)

One LSTM reads the value and the last change, and predicts the next change,
so that persistence is its zero.  Three series:

    walk     y_(t+1) = y_t + e                    nothing to learn
    linear   y_(t+1) = 1.6 y_t - 0.8 y_(t-1) + e  least squares: a draw
    chaos    y_(t+1) = 1 - 1.4 y_t^2 + 0.3 y_(t-1)             (Henon map)

The chaos has no noise at all, yet a linear model sees mostly noise in it.
Train on the past, test on the future, take the scale from the past only.
"""

import numpy as np
import torch
from torch import nn

from rnnquiz.training import adam

PAPER = "Henon, A two-dimensional mapping with a strange attractor, 1976"
CLAIMS = {  # ratio of root mean square errors, median: lowest, highest
    "walk": (0.98, 1.15, "walk: error of the LSTM / persistence"),
    "linear": (0.97, 1.15, "linear: error of the LSTM / AR, a draw"),
    "chaos": (1e-3, 0.3, "chaos: error of the LSTM / AR, a win"),
    "control": (0.3, 0.8, "linear: error of AR / persistence"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "momentum": (0.0, 0.6, "how much steps of the walk repeat; now it pays"),
    "noise": (0.0, 0.5, "noise on the chaos as you see it; it drowns it"),
}
N, CUT, P, T = 1600, 1200, 10, 25                    # the past ends at CUT

def series(kind, rng, momentum, noise):
    y = [*rng.uniform(-0.1, 0.1, 2)]         # a little off, and chaos differs
    for e in rng.normal(size=N):
        b, a = y[-2:]
        y.append({"walk": a + momentum * (a - b) + e,
                  "linear": 1.6 * a - 0.8 * b + e,
                  "chaos": 1 - 1.4 * a * a + 0.3 * b}[kind])
    return np.array(y[2:]) + (kind == "chaos") * noise * rng.normal(size=N)

def ar(y):
    """Least squares on the past; what it says of y[CUT:]."""
    rows = np.lib.stride_tricks.sliding_window_view(y[:-1], P)
    rows = np.c_[rows, np.ones(len(rows))]                      # (N-P, P+1)
    a, *_ = np.linalg.lstsq(rows[:CUT - P], y[P:CUT], rcond=None)
    return rows[CUT - P:] @ a

def lstm(y):
    """The same from a net, which reads y and its last change d."""
    x = np.stack([y[1:], np.diff(y)], 1)                        # (N-1, 2)
    mean, scale = x[:CUT - 1].mean(0), x[:CUT - 1].std(0)
    x = torch.tensor((x - mean) / scale).float()
    net, out = nn.LSTM(2, 24), nn.Linear(24, 1)
    step = adam(net, out, lr=0.015, falls=150)
    for start in torch.randint(CUT - 2 - T, (150, 32)):
        at = start + torch.arange(T)[:, None]                   # (T, batch)
        miss = out(net(x[at])[0])[..., 0] - x[at + 1, 1]        # next change
        step(miss[3:].square().mean())              # the state warms up first
    d = out(net(x[:-1])[0])[CUT - 2:, 0].detach().numpy()
    return y[CUT - 1:-1] + mean[1] + scale[1] * d

def errors(kind, seed, *how):
    """Error of AR and of the LSTM on the future, over that of persistence."""
    torch.manual_seed(seed)
    y = series(kind, np.random.default_rng(seed), *how)
    stay, *guesses = y[CUT - 1:-1], ar(y), lstm(y)
    return [np.linalg.norm(guess - y[CUT:]) / np.linalg.norm(stay - y[CUT:])
            for guess in guesses]

def measure(lab):
    how = lab.knob("momentum"), lab.knob("noise")
    found = {}                                # the errors of AR and the LSTM
    for k in ("walk", "linear", "chaos"):
        runs = [errors(k, s, *how) for s in lab.track(lab.seeds, k)]
        found[f"{k} AR"], found[f"{k} LSTM"] = np.median(runs, 0)
    lab.bars("error / error of persistence", found, mark=(1, "persistence"))
    lab.reading(
        "In errors of persistence: on the walk the LSTM has {walk LSTM:.3g},"
        " on the linear series {linear LSTM:.3g} and AR {linear AR:.3g}, on"
        " the chaos {chaos LSTM:.3g} and AR {chaos AR:.3g}.".format(**found))
    return {"walk": found["walk LSTM"], "control": found["linear AR"],
            "linear": found["linear LSTM"] / found["linear AR"],
            "chaos": found["chaos LSTM"] / found["chaos AR"]}
