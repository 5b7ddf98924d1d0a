"""No net forecasts a random walk; an LSTM beats AR only where rules bend.

Every article lists "stock prices" as an application of RNNs.  Before you
believe a forecast, compare it with two that need no net at all:

    persistence    y_(t+1) = y_t                  tomorrow is like today
    AR(p)          y_(t+1) = a_0 + a_1 y_t + ... + a_p y_(t-p+1)

Three series, one LSTM.  It reads the value and the last change and predicts
the next change, so that persistence is its zero:

    walk     y_(t+1) = y_t + e                    a price, to first order
    linear   y_(t+1) = 1.6 y_t - 0.8 y_(t-1) + e
    chaos    y_(t+1) = 1 - 1.4 y_t^2 + 0.3 y_(t-1)             (Henon map)

The walk's next step is new noise: nothing to learn, persistence is best.
The linear series belongs to least squares: the LSTM only draws level.  The
chaos has no noise at all, yet a linear model sees mostly noise in it; there
the LSTM wins, by a wide margin.

Train on the past, test on the future, take the scale from the past only.
"""

import numpy as np
import torch
from torch import nn

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
N, CUT, P, T, BATCH, UPDATES, LR = 1600, 1200, 10, 25, 32, 150, 0.015

def series(kind, rng, momentum, noise):
    rule = {"walk": lambda a, b, e: a + momentum * (a - b) + e,
            "linear": lambda a, b, e: 1.6 * a - 0.8 * b + e,
            "chaos": lambda a, b, e: 1 - 1.4 * a * a + 0.3 * b}[kind]
    y = [*rng.uniform(-0.1, 0.1, 2)]         # a little off, and chaos differs
    for e in rng.normal(size=N):
        y.append(rule(y[-1], y[-2], e))
    return np.array(y[2:]) + (kind == "chaos") * noise * rng.normal(size=N)

def ar(y):
    """Least squares on the past; what it says of y[CUT:]."""
    rows = np.lib.stride_tricks.sliding_window_view(y[:-1], P)
    rows = np.c_[rows, np.ones(len(rows))]                      # (N-P, P+1)
    a, *_ = np.linalg.lstsq(rows[:CUT - P], y[P:CUT], rcond=None)
    return rows[CUT - P:] @ a

def lstm(y):
    """The same from a net: it predicts d[t] = y[t+1] - y[t]."""
    d = np.diff(y)
    x = np.stack([y[1:-1], d[:-1]], 1)                              # (N-2, 2)
    x = (x - x[:CUT - 2].mean(0)) / x[:CUT - 2].std(0)
    scale = d[:CUT - 1].std()
    x, d = torch.tensor(x).float(), torch.tensor(d[1:] / scale).float()
    net, out = nn.LSTM(2, 24), nn.Linear(24, 1)
    weights = [*net.parameters(), *out.parameters()]
    adam = torch.optim.Adam(weights, LR, fused=True)
    falls = torch.optim.lr_scheduler.LinearLR(adam, 1, 0.05, UPDATES)
    for start in torch.randint(CUT - 2 - T, (UPDATES, BATCH)):
        at = start + torch.arange(T)[:, None]                   # (T, batch)
        miss = out(net(x[at])[0])[..., 0] - d[at]
        adam.zero_grad()
        miss[3:].square().mean().backward()         # the state warms up first
        adam.step()
        falls.step()
    with torch.no_grad():
        change = out(net(x)[0])[CUT - 2:, 0].numpy() * scale
    return y[CUT - 1:-1] + change

def errors(kind, seed, *how):
    """Error of AR and of the LSTM on the future, over that of persistence."""
    torch.manual_seed(seed)
    y = series(kind, np.random.default_rng(seed), *how)
    stay, *guesses = y[CUT - 1:-1], ar(y), lstm(y)
    return [np.linalg.norm(guess - y[CUT:]) / np.linalg.norm(stay - y[CUT:])
            for guess in guesses]

def measure(lab):
    how, found = (lab.knob("momentum"), lab.knob("noise")), {}
    for kind in ("walk", "linear", "chaos"):
        runs = [errors(kind, s, *how) for s in lab.track(lab.seeds, kind)]
        found[kind] = np.median(runs, 0)                       # AR and LSTM
    bars = {f"{kind} {who}": error for kind, pair in found.items()
            for who, error in zip(("AR", "LSTM"), pair, strict=True)}
    lab.bars("error / error of persistence", bars, mark=(1, "persistence"))
    lab.reading(
        f"On the walk the LSTM makes {found['walk'][1]:.3g} times the error"
        f" of persistence; on the linear series {found['linear'][1]:.3g},"
        f" with AR at {found['linear'][0]:.3g}; on the chaos"
        f" {found['chaos'][1]:.3g}, with AR at {found['chaos'][0]:.3g}.")
    ratio = {kind: pair[1] / pair[0] for kind, pair in found.items()}
    return {"walk": found["walk"][1], "linear": ratio["linear"],
            "chaos": ratio["chaos"], "control": found["linear"][0]}
