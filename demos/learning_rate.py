"""Just too high, a learning rate makes the loss jump and return, not diverge.

Along a direction of curvature S the loss is a parabola, and one step of
gradient descent turns a distance w to its bottom into

    w - lr * S * w = (1 - lr * S) * w

Up to lr = 2/S that shrinks, above it grows.  S is the sharpness: the largest
eigenvalue of the Hessian, found by multiplying a vector by the Hessian (the
gradient of g . v) again and again.  Textbooks say of nets too that above 2/S
they diverge.  A tanh RNN, trained gently, goes on with a new rate:

    0.9 * 2/S    the loss falls at every step
    1.5 * 2/S    it jumps tenfold and returns: the jump throws the net into
                 a flatter place, of a sharpness close to the new 2/lr
    10 * 2/S     it diverges: nothing near is that flat
"""

import torch
from torch import nn

PAPER = "Cohen et al., 2021, on gradient descent at the edge of stability"
CLAIMS = {  # lowest, highest, in words; the unit of rates is 2/S
    "below": (0.9, 1.0, "RNN at 0.9: share whose loss never rises by 2%"),
    "jump": (3.0, 100.0, "RNN at 1.5: highest loss / start, median"),
    "back": (0.3, 1.2, "RNN at 1.5: loss at the end / start, median"),
    "edge": (0.7, 1.2, "RNN at 1.5: new sharpness * lr / 2, median"),
    "far": (0.9, 1.0, "RNN at 10: share that diverges"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "times": (1.5, 0.9, "the rate a bit too large; at 0.9 nothing jumps"),
    "steps": (150, 20, "updates at the new rate; by 20 the jump just begins"),
}
T, H, BATCH = 10, 16, 64

def problem(seed):
    """The weights of an RNN, and its mean squared error on one batch."""
    torch.manual_seed(seed)
    rnn, head = nn.RNN(1, H), nn.Linear(H, 1)
    nn.init.orthogonal_(rnn.weight_hh_l0, 0.9)
    x = 2 * torch.rand(T, BATCH, 1) - 1
    y = torch.sin(2 * x[-1]) + x[-3] / 2                          # (batch, 1)
    def loss():
        return (head(rnn(x)[0][-1]) - y).square().mean()
    return [*rnn.parameters(), *head.parameters()], loss

def descend(weights, loss, lr, steps):
    """The loss before each step; it stops where it is lost."""
    losses = []
    while len(losses) < steps and max(losses, default=0) < 1e4:
        E = loss()
        losses.append(E.item())
        grads = torch.autograd.grad(E, weights)
        for w, g in zip(weights, grads, strict=True):
            w.data = w.data - lr * g
    return losses

def sharpness(weights, loss):
    """The largest eigenvalue of the Hessian, by power iteration."""
    g = torch.autograd.grad(loss(), weights, create_graph=True)
    v = [torch.randn_like(w) for w in weights]
    for _ in range(20):
        S = torch.cat([u.flatten() for u in v]).norm()
        v = torch.autograd.grad(g, weights, [u / S for u in v],
                                retain_graph=True)
    return S.item()

def measure(lab):
    times, steps = lab.knob("times"), lab.knob("steps")
    runs, edges = {0.9: [], times: [], 10.0: []}, []
    for seed in lab.track(lab.seeds, "RNN"):
        weights, loss = problem(seed)
        descend(weights, loss, 0.05, 200)                     # a gentle start
        start, S = [w.data for w in weights], sharpness(weights, loss)
        for m, found in runs.items():
            for w, before in zip(weights, start, strict=True):
                w.data = before
            losses = descend(weights, loss, m * 2 / S, steps)
            found.append([E / losses[0] for E in losses])
            if m == times:
                edges.append(sharpness(weights, loss) * m / S)
    lab.lines(f"loss / start, log scale, seed {lab.seeds[0]}",
              {f"{m:g} * 2/S": found[0] for m, found in runs.items()},
              "update", log=True, top=100)
    jump = lab.median(max(loss) for loss in runs[times])
    back = lab.median(loss[-1] for loss in runs[times])
    lab.reading(
        f"At {times:g} times 2/S the loss jumps to {jump:.3g} times its start"
        f" and after {steps} updates is at {back:.2f}.")
    return {"below": lab.share(max(loss) <= 1.02 for loss in runs[0.9]),
            "jump": jump, "back": back, "edge": lab.median(edges),
            "far": lab.share(max(loss) > 1e4 for loss in runs[10.0])}
