"""A default LSTM or GRU loses its gradient like an RNN; open gates keep it.

How much does the state at the end, h_T, depend on the state k steps before?
Pick a direction v at the end and send it back through time:

    g_k = d(v . h_T) / d s_(T-k)        s is h, and (h, c) for an LSTM

Each step back multiplies by a Jacobian.  A tanh RNN has W_hh^T diag(1 - h^2):
its largest singular value is at most sigma, that of W_hh, so |g_k| can
never exceed sigma^k.  An LSTM adds a second road, the cell: one step back
along c multiplies by the forget gate alone.  A gate of 0.5 keeps half, and
0.5^100 is 8e-31.  Only an *open* gate carries the error:

    f = sigmoid(bias + ...)     bias 0: 0.5     bias 1: 0.73    bias 5: 0.993

So "LSTM and GRU cure vanishing gradients" is half of the truth.  With the
initial weights of PyTorch they do not; with the gate biased open they do.

All in float64: float32 ends at 1e-45 and would show zeros from lag 150 on.
"""

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
T, LAG, HIDDEN, BATCH = 120, 100, 32, 16   # lag 100 starts from a warm state

def network(kind, bias, gain):
    make = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind]
    net = make(1, HIDDEN).double()
    with torch.no_grad():
        if kind == "rnn":
            net.weight_hh_l0 *= gain
        elif bias is not None:       # the keeping gate is second in both
            net.bias_ih_l0[HIDDEN:2 * HIDDEN] = bias
            net.bias_hh_l0[HIDDEN:2 * HIDDEN] = 0      # the two biases add up
    return net

def gradients(net):
    """|g_k| / |g_0| for k = 0 ... LAG, mean of a batch of noise inputs."""
    x = torch.randn(T, BATCH, 1).double()
    v = torch.randn(HIDDEN).double()
    start = torch.zeros(1, BATCH, HIDDEN).double().requires_grad_()
    s = [start] * (2 if isinstance(net, nn.LSTM) else 1)       # h, or h and c
    states = []
    for t in range(T):
        _, out = net(x[t:t + 1], tuple(s) if len(s) > 1 else s[0])
        s = list(out) if len(s) > 1 else [out]       # each (1, batch, hidden)
        states += s
    end = (s[0] @ v).sum()
    g = torch.autograd.grad(end, states, materialize_grads=True)
    g = torch.stack(g).view(T, len(s), BATCH, HIDDEN)
    norms = g.square().sum((1, 3)).sqrt().mean(1)                     # (time)
    return (norms.flip(0) / norms[-1])[:LAG + 1].tolist()

def under_bound(net, curve):
    sigma = torch.linalg.matrix_norm(net.weight_hh_l0.detach(), 2).item()
    return all(g <= sigma**k * (1 + 1e-9) for k, g in enumerate(curve))

def measure(lab):
    bias, gain = lab.knob("bias"), lab.knob("gain")
    kinds = {"rnn": ("rnn", None), "lstm": ("lstm", None),
             "gru": ("gru", None), "lstm_open": ("lstm", bias),
             "gru_open": ("gru", bias)}
    typical, bounded = {}, []
    for name, (kind, opened) in kinds.items():
        curves = []
        for seed in lab.track(lab.seeds, name):
            torch.manual_seed(seed)
            net = network(kind, opened, gain)
            curves.append(gradients(net))
            if kind == "rnn":
                bounded.append(under_bound(net, curves[-1]))
        typical[name] = [lab.median(g) for g in zip(*curves, strict=True)]
    lab.lines("gradient left, by lag, log scale", typical, "lag", log=True)
    at = {name: f"{curve[30]:.2g}" for name, curve in typical.items()}
    lab.reading(
        f"After 30 steps the RNN keeps {at['rnn']} of the gradient and the"
        f" default LSTM {at['lstm']}; with a gate bias of {bias:g} the LSTM"
        f" keeps {at['lstm_open']} and the GRU {at['gru_open']}.")
    left = {name: curve[LAG] for name, curve in typical.items()}
    return {**left, "bound": lab.share(bounded)}
