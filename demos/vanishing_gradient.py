"""A default LSTM or GRU loses its gradient like an RNN; open gates keep it.

How much does the state at the end, h_T, depend on the state k steps before?
Pick a direction v at the end and send it back through time:

    g_k = d(v . h_T) / d s_(T-k)        s is h, and (h, c) for an LSTM

Each step back multiplies by a Jacobian.  That of a tanh RNN stretches by at
most sigma, the largest singular value of W_hh: |g_k| <= sigma^k.  An LSTM
has a second road, the cell: one step back along c multiplies by the forget
gate alone.  A gate of 0.5 keeps half, and 0.5^100 is 8e-31; it must be open:

    f = sigmoid(bias + ...)     bias 0: 0.5     bias 1: 0.73    bias 5: 0.993

So "LSTM and GRU cure vanishing gradients" is half of the truth: as PyTorch
makes them they do not.  (All in float64: float32 would end at 1e-45.)
"""

import numpy as np
import torch
from torch import nn

PAPER = "Bengio et al. 1994; Pascanu et al. 2013; gates: Gers et al. 2000"
CLAIMS = {  # |g_100| / |g_0|, median of the seeds: lowest, highest, in words
    "rnn": (1e-40, 1e-12, "tanh RNN: the gradient left after 100 steps"),
    "lstm": (1e-40, 1e-12, "LSTM as PyTorch makes it: no better"),
    "gru": (1e-40, 1e-12, "GRU as PyTorch makes it: no better"),
    "lstm_open": (1e-2, 10.0, "LSTM, forget gate biased open"),
    "gru_open": (1e-1, 1.5, "GRU, update gate biased to keep"),
    "bound": (1.0, 1.0, "share of seeds with |g_k| <= sigma^k at every lag"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "bias": (5.0, 1.0, "bias of the open gates; 1, the usual, is not enough"),
    "gain": (1.0, 3.0, "factor on W_hh of the RNN; at 3 it explodes"),
}
T, LAG, H, BATCH = 120, 100, 32, 16        # lag 100 starts from a warm state

@torch.no_grad()
def network(name, bias, gain):
    kind, _, opened = name.partition("_")
    net = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](1, H).double()
    if kind == "rnn":
        net.weight_hh_l0 *= gain
    if opened:                            # the keeping gate is second in both
        net.bias_ih_l0[H:2 * H] = bias
        net.bias_hh_l0[H:2 * H] = 0                    # the two biases add up
    return net

def gradients(seed, name, bias, gain):
    """|g_k| / |g_0| for k = 0 ... LAG, mean of a batch; sigma of W_hh."""
    torch.manual_seed(seed)
    net, pair = network(name, bias, gain), name.startswith("lstm")
    x, v = torch.randn(T, BATCH, 1).double(), torch.randn(H).double()
    zero = torch.zeros(1, BATCH, H).double().requires_grad_()
    s, states = (zero, zero) if pair else zero, []               # (h, c) or h
    for x_t in x:
        _, s = net(x_t[None], s)
        states += s if pair else [s]                 # each (1, batch, hidden)
    end = (s[0] if pair else s) @ v
    g = torch.autograd.grad(end.sum(), states, materialize_grads=True)
    g = torch.stack(g).view(T, -1, BATCH, H)         # 1 or 2 states in a step
    norms = g.square().sum((1, 3)).sqrt().mean(1).flip(0)    # (T), last first
    sigma = torch.linalg.matrix_norm(net.weight_hh_l0.detach(), 2).item()
    return (norms / norms[0])[:LAG + 1].tolist(), sigma

def measure(lab):
    how = lab.knob("bias"), lab.knob("gain")
    runs = {net: [gradients(s, net, *how) for s in lab.track(lab.seeds, net)]
            for net in list(CLAIMS)[:5]}
    left = {name: np.median([curve for curve, _ in run], axis=0)
            for name, run in runs.items()}
    lab.lines("gradient left, by lag, log scale", left, "lag", log=True)
    lab.reading(
        "After 30 steps the RNN keeps {rnn:.2g} of the gradient, the LSTM"
        " {lstm:.2g}; with open gates the LSTM keeps {lstm_open:.2g}, the GRU"
        " {gru_open:.2g}.".format(**{k: g[30] for k, g in left.items()}))
    bounded = [all(g <= sigma**k * (1 + 1e-9) for k, g in enumerate(curve))
               for curve, sigma in runs["rnn"]]
    return {**{name: g[LAG] for name, g in left.items()},
            "bound": lab.share(bounded)}
