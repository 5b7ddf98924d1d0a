"""Six lines of numpy equal nn.GRU, if they follow PyTorch and not the paper.

Two gates, no cell: the state h is the memory, and all of it is shown.

    r = sigmoid(W_r x + U_r h)             reset: how much past n may see
    z = sigmoid(W_z x + U_z h)             update: how much stays as it was
    n = tanh(W_n x + r * (U_n h))          the candidate
    h = (1 - z) * n + z * h                one gate shares out old and new

An LSTM has two gates, forget and input, where z does both: the GRU has 3/4
of its weights.  Two conventions are about, and weights do not move from one
to the other:

    reset     PyTorch   r * (U_n h)        Cho et al.   U_n (r * h)
    update    PyTorch   z = 1 keeps        Chung et al. z = 1 overwrites

A net can be trained in either.  Load its weights into the other and it says
something else, without an error: the usual bug of a home-made port.
"""

import numpy as np
import torch
from torch import nn

PAPER = "Cho et al. 2014 (reset before the product); Chung et al. 2014"
CLAIMS = {  # largest distance to nn.GRU, median of the seeds: low, high
    "equal": (1e-17, 1e-12, "numpy, PyTorch's form: distance to nn.GRU"),
    "cho": (0.03, 2.0, "the same weights, reset before the product"),
    "flipped": (0.1, 2.0, "the same weights, z = 1 overwrites"),
    "size": (0.75, 0.75, "weights of the GRU / weights of the LSTM"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "bias": (0.0, 20.0, "bias of z; at 20 h stays 0: Cho's form is no other"),
    "bits": (64, 32, "digits; at 32 they are equal only to about 1e-7"),
}
T, IN, H = 100, 5, 12                               # time, input, hidden

def sigmoid(a):
    return 1 / (1 + np.exp(-a))

def gru(x, W, U, b, c, form):
    """x (T, IN) -> h (T, H).  W (3H, IN), U (3H, H): rows for r, z, n."""
    h, states = np.zeros(H, x.dtype), []
    U_n, c_n = U[2 * H:], c[2 * H:]
    for x_t in x:
        wr, wz, wn = np.split(W @ x_t + b, 3)
        ur, uz, un = np.split(U @ h + c, 3)
        r, z = sigmoid(wr + ur), sigmoid(wz + uz)
        n = np.tanh(wn + (U_n @ (r * h) + c_n if form == "cho" else r * un))
        h = (1 - z) * h + z * n if form == "flipped" else (1 - z) * n + z * h
        states.append(h)
    return np.array(states)

def distances(seed, bias, bits):
    torch.manual_seed(seed)
    dtype = {32: torch.float32, 64: torch.float64}[bits]
    net, x = nn.GRU(IN, H).to(dtype), torch.randn(T, IN).to(dtype)
    with torch.no_grad():
        net.bias_ih_l0[H:2 * H] += bias
        y = net(x)[0].numpy()                                       # (T, H)
    W = [w.detach().numpy() for w in net.parameters()]
    return {form: np.abs(gru(x.numpy(), *W, form) - y).max()
            for form in ("equal", "cho", "flipped")}

def size(net):
    return sum(w.numel() for w in net.parameters())

def measure(lab):
    bias, bits = lab.knob("bias"), lab.knob("bits")
    runs = [distances(s, bias, bits) for s in lab.track(lab.seeds, "GRU")]
    found = {form: lab.median(run[form] for run in runs) for form in runs[0]}
    bars = {"PyTorch": found["equal"], "Cho's reset": found["cho"],
            "z reversed": found["flipped"]}
    lab.bars("largest distance to nn.GRU in 100 steps, log", bars, log=True)
    lab.reading(
        f"PyTorch's form is nn.GRU to {found['equal']:.1g}; with the reset"
        f" before the product the state is off by {found['cho']:.2g}, with z"
        f" reversed by {found['flipped']:.2g} (it lies between -1 and 1).")
    return {**found, "size": size(nn.GRU(IN, H)) / size(nn.LSTM(IN, H))}
