"""BPTT is the chain rule along the unrolled net; cut at k steps it is blind.

Unrolled, the loop is a deep net with one layer a step, all with the same
weights.  The error E at the end goes back through the layers:

    a_t = W x_t + U h_(t-1) + b                 h_t = tanh(a_t)
    dE/da_t = dE/dh_t * (1 - h_t^2)             back through tanh
    dE/dh_(t-1) = U^T dE/da_t                   back one step in time
    dE/dU = sum over t of dE/da_t h_(t-1)^T     shared weights: the sum

Seven lines of numpy, and equal to autograd in every digit that counts.

Long sequences are cut: *truncated* BPTT goes back k steps and stops.  The
state is handed on across the cut, the gradient is not: further back it is
exactly zero.

What that costs: read bits, and say at every step the bit of 6 steps ago.
With k = 6 the bit lies one step before the window: it is not learned,
although h could hold it.  With k = 7 it is, in some hundred updates.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

PAPER = "Werbos, Backpropagation through time, 1990"

CLAIMS = {  # lowest, highest, in words
    "equal": (1e-18, 1e-12, "largest distance of numpy to autograd, median"),
    "cut": (0.0, 0.0, "gradient left beyond a cut at 10 steps"),
    "uncut": (1e-3, 10.0, "gradient at the same steps without the cut"),
    "short": (0.0, 0.1, "share of seeds right >= 90%: window = delay"),
    "long": (0.9, 1.0, "the same share: window = delay + 1"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "window": (6, 7, "k of the short window; at 7 it reaches far enough"),
    "delay": (6, 12, "steps between bit and answer; at 12 neither reaches"),
}
T, IN, H = 30, 3, 16
UPDATES, BATCH, LR = 160, 32, 0.01

def forward(x, W, U, b, tanh):
    h = [0 * b]
    for x_t in x:
        h.append(tanh(W @ x_t + U @ h[-1] + b))                          # (H)
    return h

def bptt(x, W, U, b, v, k):
    """Gradients of E = v . h_T for W, U, b and x, going back k steps."""
    h = forward(x, W, U, b, np.tanh)
    dW, dU, db, dx, dh = 0 * W, 0 * U, 0 * b, 0 * x, v
    for t in reversed(range(max(0, T - k), T)):
        da = dh * (1 - h[t + 1] ** 2)                  # h[t + 1] read x[t]
        dW += np.outer(da, x[t])
        dU += np.outer(da, h[t])
        db += da
        dx[t], dh = W.T @ da, U.T @ da
    return dW, dU, db, dx

def compare(seed):
    """Distance to autograd; the largest dE/dx beyond 10 steps, cut or not."""
    rng = np.random.default_rng(seed)
    U = np.linalg.qr(rng.normal(size=(H, H)))[0]             # orthogonal
    x, W, b, v = (rng.normal(size=s) * 0.3 for s in ((T, IN), (H, IN), H, H))
    mine, short = bptt(x, W, U, b, v, T), bptt(x, W, U, b, v, 10)
    X, W, U, b = (torch.tensor(w, requires_grad=True) for w in (x, W, U, b))
    E = torch.tensor(v) @ forward(X, W, U, b, torch.tanh)[-1]
    grads = torch.autograd.grad(E, (W, U, b, X))
    off = max(np.abs(g - a.numpy()).max()
              for g, a in zip(mine, grads, strict=True))
    return off, *(np.abs(dx[:T - 10]).max() for *_, dx in (short, mine))

def train(seed, k, delay):
    """How often a net trained on windows of k steps says the delayed bit."""
    torch.manual_seed(seed)
    net, head, h = nn.RNN(1, 24), nn.Linear(24, 1), None
    weights = [*net.parameters(), *head.parameters()]
    adam = torch.optim.Adam(weights, LR, fused=True)
    x = torch.randint(0, 2, (delay + k * UPDATES + 200, BATCH, 1)) * 2.0 - 1
    for t in range(delay, delay + k * UPDATES, k):
        states, h = net(x[t:t + k], h)                     # (k, batch, 24)
        h = h.detach()                                     # here it is cut
        bit = (x[t - delay:t - delay + k] > 0).float()
        E = binary_cross_entropy_with_logits(head(states), bit)
        adam.zero_grad()
        E.backward()
        adam.step()
    with torch.no_grad():
        said, bits = head(net(x[-200:])[0])[delay:] > 0, x[-200:-delay] > 0
    return (said == bits).float().mean().item()

def measure(lab):
    k, delay = lab.knob("window"), lab.knob("delay")
    runs = {f"k = {n}": [train(seed, n, delay)
                         for seed in lab.track(lab.seeds, f"k = {n}")]
            for n in (k, k + 1, k + 4)}
    short, long, _ = runs.values()
    lab.bars(f"right by window k, delay {delay}",
             {name: lab.median(run) for name, run in runs.items()},
             mark=(0.5, "a coin flip"))
    lab.reading(
        f"The bit of {delay} steps ago: with windows of {k} steps it is right"
        f" in {lab.median(short):.0%}, with one step more in"
        f" {lab.median(long):.0%}.")
    equal, cut, uncut = zip(*map(compare, lab.seeds), strict=True)
    return {
        "equal": lab.median(equal),
        "cut": max(cut), "uncut": lab.median(uncut),
        "short": lab.share(right >= 0.9 for right in short),
        "long": lab.share(right >= 0.9 for right in long)}
