"""An RNN is one line of algebra in a loop: ten lines of numpy equal nn.RNN.

At every step the cell mixes what it reads with what it remembers:

    h_t = tanh(W_ih x_t + W_hh h_(t-1) + b)     the state, 16 numbers
    y_t = W_ho h_t + b_o                        the answer, 2 numbers

Three kinds of weights, and the same three at every step:

    W_ih (16, 3)    input to hidden      what the news means
    W_hh (16, 16)   hidden to hidden     what is kept: the recurrence
    W_ho (2, 16)    hidden to output     what is said

So their number does not depend on the length of the sequence, and the net
can read one step at a time for ever, if h is handed on.  With h = 0 at every
step (--carry no) it is a feed-forward net: it knows only the present.
PyTorch's nn.RNN has no W_ho, that is a Linear of yours; and it has two
biases, b_ih + b_hh, where one does: the numpy net has their sum.

Equal up to rounding, that is.  A W_hh six times larger makes the net
chaotic: every step magnifies the last rounding error, until two correct
programs disagree about everything.  More digits only buy time.
"""

import numpy as np
import torch
from torch import nn

PAPER = "Elman, Finding structure in time, 1990"

CLAIMS = {  # lowest, highest, in words; distances are medians of the seeds
    "equal": (1e-17, 1e-12, "largest distance numpy to nn.RNN, 300 steps"),
    "equal32": (1e-9, 2e-6, "the same in float32"),
    "stream": (0.0, 1e-12, "nn.RNN step by step, h handed on, to one call"),
    "chaos": (0.1, 10.0, "numpy to nn.RNN in float32, larger W_hh"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "gain": (6.0, 1.0, "factor on W_hh of the chaotic net; at 1 none is"),
    "carry": (True, False, "hand h on; numpy without it has no memory"),
}
T, IN, H, OUT = 300, 3, 16, 2

def numpy_rnn(x, W, carry):
    """x (T, IN) -> outputs (T, OUT)."""
    h, states = np.zeros(H, x.dtype), []
    for x_t in x:
        h = np.tanh(W["ih"] @ x_t + W["hh"] @ (h * carry) + W["b"])    # (H)
        states.append(h)
    return np.array(states) @ W["ho"].T + W["b_o"]

@torch.no_grad()
def pair(seed, dtype, gain=1.0):
    """The net in torch, its weights in numpy, and something to read."""
    torch.manual_seed(seed)
    rnn, out = nn.RNN(IN, H).to(dtype), nn.Linear(H, OUT).to(dtype)
    x = torch.randn(T, IN).to(dtype)
    rnn.weight_hh_l0 *= gain
    W = {"ih": rnn.weight_ih_l0, "hh": rnn.weight_hh_l0,
         "b": rnn.bias_ih_l0 + rnn.bias_hh_l0, "ho": out.weight,
         "b_o": out.bias}
    return rnn, out, {name: w.detach().numpy() for name, w in W.items()}, x

@torch.no_grad()
def distances(seed, dtype, gain, carry):
    """By step: how far the outputs of numpy and torch are apart."""
    rnn, out, W, x = pair(seed, dtype, gain)
    y = numpy_rnn(x.numpy(), W, carry)
    return np.abs(y - out(rnn(x)[0]).numpy()).max(1)                   # (T)

@torch.no_grad()
def stream(seed):
    """nn.RNN step by step, handing on h, against one call."""
    rnn, _, _, x = pair(seed, torch.float64)
    h, states = None, []
    for x_t in x:
        state, h = rnn(x_t[None], h)                  # (1, H): a single step
        states.append(state)
    return (torch.cat(states) - rnn(x)[0]).abs().max()

def measure(lab):
    gain, carry = lab.knob("gain"), lab.knob("carry")
    f32, f64 = torch.float32, torch.float64
    kinds = {"float64": (f64, 1), "float32": (f32, 1),
             "chaos 64": (f64, gain), "chaos 32": (f32, gain)}
    curves, worst = {}, {}
    for name, how in kinds.items():
        runs = [distances(s, *how, carry) for s in lab.track(lab.seeds, name)]
        curves[name] = [lab.median(d) for d in zip(*runs, strict=True)]
        worst[name] = lab.median(run.max() for run in runs)
    title = "distance of numpy to nn.RNN, log scale"
    lab.lines(title, curves, "step", log=True)
    lab.reading(
        f"After {T} steps the outputs differ by {worst['float64']:.1g} in"
        f" float64 and {worst['float32']:.1g} in float32; with W_hh times"
        f" {gain:g} by {worst['chaos 64']:.1g} and {worst['chaos 32']:.1g}.")
    return {"equal": worst["float64"], "equal32": worst["float32"],
            "stream": lab.median(map(stream, lab.seeds)),
            "chaos": worst["chaos 32"]}
