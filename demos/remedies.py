"""Swapping in ReLU or an LSTM cures nothing; the weights it begins with do.

The first input is +1 or -1, then comes noise.  After 32 steps, say the sign
of the first.  The gradient has to get there, through one factor a step:

    tanh          W_hh as PyTorch draws it     a factor of about 0.57
    ReLU          "its slope is 1"             but only where it is not 0
    LSTM          "it has a cell"              f near 0.5 halves it a step
    orthogonal    tanh, W_hh^T W_hh = I        W_hh only turns it
    identity      ReLU, W_hh = I, b = 0        the IRNN: h adds up inputs
    LSTM, open    f begins near 1, i near 0    biases for lags up to T

The first three begin with next to no gradient at step 1, and stay there.
The others begin with some, and learn: the same cells, other numbers.  Two
limits: Adam divides by the size of the gradient, so a larger step digs out
even a vanished one.  And a gradient is not yet a memory: try --noise 1.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from rnnquiz.training import adam

PAPER = "Le, Jaitly & Hinton 2015 (identity); Tallec & Ollivier 2018 (open)"
CLAIMS = {  # share of seeds that solve it (accuracy >= 0.9): lowest, highest
    "tanh": (0.0, 0.2, "share of seeds that solve it: tanh as it comes"),
    "relu": (0.0, 0.1, "ReLU instead of tanh"),
    "lstm": (0.0, 0.1, "LSTM as it comes"),
    "orthogonal": (0.9, 1.0, "tanh, W_hh orthogonal"),
    "identity": (0.7, 1.0, "ReLU, W_hh the identity"),
    "open": (0.8, 1.0, "LSTM, gates begin open"),
    "reach": (1e-12, 1e-3, "gradient at step 1: tanh / orthogonal, median"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "lr": (0.004, 0.02, "Adam's step; at 0.02 tanh gets there more often"),
    "noise": (0.3, 1.0, "after the sign; at 1 a gradient is not enough"),
}
T, H, BATCH, UPDATES = 32, 24, 24, 100

@torch.no_grad()
def network(name):
    if name in ("lstm", "open"):
        net = nn.LSTM(1, H)
        b = torch.log(1 + torch.rand(H) * (T - 2))    # lifetimes 1 to T - 1
        if name == "open":                            # rows: i, f, g, o
            net.bias_ih_l0[:2 * H] = torch.cat([-b, b])
            net.bias_hh_l0[:2 * H] = 0                # the two add up
        return net
    relu = name in ("relu", "identity")
    net = nn.RNN(1, H, nonlinearity="relu" if relu else "tanh")
    if name == "orthogonal":
        nn.init.orthogonal_(net.weight_hh_l0)
    if name == "identity":
        nn.init.eye_(net.weight_hh_l0)
        nn.init.normal_(net.weight_ih_l0, std=0.1)
        net.bias_ih_l0[:] = net.bias_hh_l0[:] = 0
    return net

def train(name, seed, lr, noise):
    """Accuracy of the last 10 batches; |dE/dx_1| / |dE/dx_T| of the first."""
    torch.manual_seed(seed)
    net, head, right, reach = network(name), nn.Linear(H, 1), [], None
    step = adam(net, head, lr=lr, clip=1.0)
    for _ in range(UPDATES):
        y = torch.randint(0, 2, (BATCH, 1)).float()
        x = torch.randn(T, BATCH, 1) * noise
        x[0] = 2 * y - 1
        score = head(net(x.requires_grad_())[0][-1])              # (batch, 1)
        step(binary_cross_entropy_with_logits(score, y))
        reach = reach or (x.grad[0].norm() / x.grad[-1].norm()).item()
        right.append(((score > 0) == (y > 0)).float().mean().item())
    return sum(right[-10:]) / 10, reach

def measure(lab):
    how = lab.knob("lr"), lab.knob("noise")
    runs = {net: [train(net, s, *how) for s in lab.track(lab.seeds, net)]
            for net in list(CLAIMS)[:6]}
    right = {net: lab.median(r for r, _ in run) for net, run in runs.items()}
    reach = {net: lab.median(g for _, g in run) for net, run in runs.items()}
    lab.bars("gradient at step 1 before training, log", reach, log=True)
    lab.bars("right in the last 10 batches", right, mark=(0.5, "a guess"))
    lab.reading(
        "Of the gradient {tanh:.0e} reaches step 1 in a tanh RNN, or, begun"
        " orthogonal, {orthogonal:.0e}; in an LSTM {lstm:.0e}, begun open"
        " {open:.0e}.".format(**reach))
    return {"reach": reach["tanh"] / reach["orthogonal"],
            **{k: lab.share(r >= 0.9 for r, _ in runs[k]) for k in runs}}
