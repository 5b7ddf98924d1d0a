"""An RNN is one line of algebra in a loop: ten lines of numpy equal nn.RNN.

At every step the cell mixes what it reads with what it remembers:

    h_t = tanh(W_ih x_t + W_hh h_(t-1) + b)     the state, 16 numbers
    y_t = W_ho h_t + b_o                        the answer, 2 numbers

    W_ih (16, 3)    input to hidden      what the news means
    W_hh (16, 16)   hidden to hidden     what is kept: the recurrence
    W_ho (2, 16)    hidden to output     what is said

The weights are the same at every step.  So their number does not depend on
the length of the sequence, and the net can read for ever, if h is handed on.
With h = 0 at every step (--carry no) it is a feed-forward net: it knows only
the present.  PyTorch's nn.RNN has no W_ho, that is a Linear of yours; and it
has two biases, b_ih + b_hh, where their sum would do.

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
    "chaos": (0.1, 10.0, "the same in float32 with a larger W_hh"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "gain": (6.0, 1.0, "factor on W_hh of the chaotic net; at 1 none is"),
    "carry": (True, False, "hand h on; numpy without it has no memory"),
}
T, IN, H, OUT = 300, 3, 16, 2

def numpy_rnn(x, carry, W_ih, W_hh, b_ih, b_hh, W_ho, b_o):
    """x (T, IN) -> outputs (T, OUT)."""
    h, states = np.zeros(H, x.dtype), []
    for x_t in x:
        h = np.tanh(W_ih @ x_t + W_hh @ (h * carry) + (b_ih + b_hh))   # (H)
        states.append(h)
    return np.array(states) @ W_ho.T + b_o

def distances(seed, carry, dtype, gain):
    """By step: how far the outputs of numpy and torch are apart."""
    torch.manual_seed(seed)
    rnn, out = nn.RNN(IN, H), nn.Linear(H, OUT)
    x = torch.randn(T, IN).to(dtype)
    net = nn.ModuleList([rnn, out]).to(dtype).requires_grad_(False)
    rnn.weight_hh_l0 *= gain
    weights = [w.numpy() for w in net.parameters()]     # in the order above
    y = numpy_rnn(x.numpy(), carry, *weights)
    return np.abs(y - out(rnn(x)[0]).numpy()).max(1)                   # (T)

def measure(lab):
    gain, carry = lab.knob("gain"), lab.knob("carry")
    nets = {"float64": (torch.float64, 1), "float32": (torch.float32, 1),
            "chaos 64": (torch.float64, gain),
            "chaos 32": (torch.float32, gain)}
    runs = {name: [distances(s, carry, *net)
                   for s in lab.track(lab.seeds, name)]
            for name, net in nets.items()}                   # [seed][step]
    lab.lines("distance of numpy to nn.RNN, log scale",
              {name: np.median(run, 0) for name, run in runs.items()},
              "step", log=True)
    far = {name: lab.median(map(max, run)) for name, run in runs.items()}
    lab.reading(
        f"After {T} steps the outputs differ by {far['float64']:.1g} in"
        f" float64 and {far['float32']:.1g} in float32; with W_hh times"
        f" {gain:g} by {far['chaos 64']:.1g} and {far['chaos 32']:.1g}.")
    return {"equal": far["float64"], "equal32": far["float32"],
            "chaos": far["chaos 32"]}
