"""BPTT is the chain rule along the unrolled net; cut at k steps it is blind.

Unrolled, the loop is a deep net with one layer a step, of equal weights.

    a_t = W x_t + U h_(t-1)                     h_t = tanh(a_t)
    dE/da_t = dE/dh_t * (1 - h_t^2)             back through tanh
    dE/dh_(t-1) = U^T dE/da_t                   back one step in time
    dE/dU = sum over t of dE/da_t h_(t-1)^T     shared weights: the sum

In numpy that equals autograd.  *Truncated* BPTT goes back k steps and hands
on the state alone.  The price: read bits, say at every step the bit of 6
steps ago.  With k = 6 it lies one step before the window: not learned.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from rnnquiz.training import adam

PAPER = "Werbos, Backpropagation through time, 1990"
CLAIMS = {  # lowest, highest, in words
    "equal": (1e-18, 1e-12, "largest distance of numpy to autograd, median"),
    "short": (0.0, 0.1, "share of seeds right >= 90%: window = delay"),
    "long": (0.9, 1.0, "the same share: window = delay + 1"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "window": (6, 7, "k of the short window; at 7 it reaches far enough"),
    "delay": (6, 12, "steps between bit and answer; at 12 neither reaches"),
}
T, IN, H, UPDATES, BATCH = 30, 3, 16, 160, 32

def bptt(x, W, U):
    """Gradients of E = sum of h_T for W and U.  x (T, IN)."""
    h, dh, dW, dU = [np.zeros(H)], np.ones(H), 0 * W, 0 * U
    for x_t in x:
        h.append(np.tanh(W @ x_t + U @ h[-1]))                           # (H)
    for t in reversed(range(T)):
        da = dh * (1 - h[t + 1] ** 2)                    # h[t + 1] read x[t]
        dW += np.outer(da, x[t])
        dU += np.outer(da, h[t])
        dh = U.T @ da
    return dW, dU

def distance_to_autograd(seed):
    torch.manual_seed(seed)
    net = nn.RNN(IN, H, bias=False).double()
    x, (W, U) = torch.randn(T, IN).double(), net.parameters()
    net(x)[0][-1].sum().backward()
    dW, dU = bptt(x.numpy(), W.detach().numpy(), U.detach().numpy())
    return max(abs(W.grad.numpy() - dW).max(), abs(U.grad.numpy() - dU).max())

def train(seed, k, delay):
    """How often a net trained on windows of k steps says the delayed bit."""
    torch.manual_seed(seed)
    net, head, h = nn.RNN(1, 24), nn.Linear(24, 1), None
    step = adam(net, head, lr=0.01)
    x = torch.randint(0, 2, (delay + k * UPDATES + 200, BATCH, 1)) * 2.0 - 1
    for t in range(delay, delay + k * UPDATES, k):
        states, h = net(x[t:t + k], h)                     # (k, batch, 24)
        h = h.detach()                                     # here it is cut
        bit = (x[t - delay:t - delay + k] > 0).float()
        step(binary_cross_entropy_with_logits(head(states), bit))
    said, bits = head(net(x[-200:])[0])[delay:] > 0, x[-200:-delay] > 0
    return (said == bits).float().mean().item()

def measure(lab):
    k, delay = lab.knob("window"), lab.knob("delay")
    runs = {n: [train(s, n, delay) for s in lab.track(lab.seeds, f"k = {n}")]
            for n in (k, k + 1, k + 4)}
    lab.bars(f"right by window k, delay {delay}",
             {f"k = {n}": lab.median(run) for n, run in runs.items()},
             mark=(0.5, "a coin flip"))
    lab.reading(
        f"The bit of {delay} steps ago is right in {lab.median(runs[k]):.0%}"
        f" with windows of {k}, in {lab.median(runs[k + 1]):.0%} of {k + 1}.")
    return {"equal": lab.median(map(distance_to_autograd, lab.seeds)),
            "short": lab.share(right >= 0.9 for right in runs[k]),
            "long": lab.share(right >= 0.9 for right in runs[k + 1])}
