"""An LSTM cell keeps a bit as long as its forget gate stays open, no longer.

    i = sigmoid(W_i x + U_i h + b_i)       input gate: let the news in?
    f = sigmoid(W_f x + U_f h + b_f)       forget gate: keep the old?
    g = tanh   (W_g x + U_g h + b_g)       candidate: what is the news?
    o = sigmoid(W_o x + U_o h + b_o)       output gate: show it?
    c = f * c + i * g                      the cell: scaled and added to
    h = o * tanh(c)                        what the rest of the net sees

In PyTorch's order, i f g o, these lines equal nn.LSTM.  From c to c there is
only the factor f: what is stored decays as f^k, and so does the gradient.
To see it, wire a cell for signs: a mark opens i and wipes c, else i is shut.

    i = sigmoid(20 mark - 10)   f = sigmoid(b - 2 b mark)   g = tanh(5 sign)

The forget bias b sets the lifetime, about 1 + e^b steps: 3.7 for b = 1, 21
for 3, 149 for 5.  And f open is not enough: a leaking i drowns the bit.
"""

import numpy as np
import torch
from torch import nn

PAPER = "Hochreiter & Schmidhuber 1997; the forget gate: Gers et al. 2000"
CLAIMS = {  # lowest, highest, in words; medians of the seeds
    "equal": (1e-17, 1e-12, "largest distance of numpy to nn.LSTM"),
    "kept": (0.99, 1.0, "bits recalled after 300 distractors, gates right"),
    "lost": (0.35, 0.65, "the same with forget bias 1: a coin flip"),
    "lifetime": (0.9, 1.1, "steps until 1/e is left / (1 + e^b), at b = 3"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "forget": (10.0, 3.0, "forget bias; at 3 the cell forgets in 21 steps"),
    "shut": (10.0, 1.0, "minus the input gate's bias; at 1 it leaks"),
}
T, BATCH, MARKED = 310, 200, 9                       # 300 steps follow step 9

def sigmoid(a):
    return 1 / (1 + np.exp(-a))

def lstm(x, W, U, b, d):
    """x (T, B, IN) -> h and c (T, B, H).  W (4H, IN), U (4H, H): i f g o."""
    h = c = np.zeros((x.shape[1], U.shape[1]))                        # (B, H)
    states = []
    for x_t in x:
        i, f, g, o = np.split(x_t @ W.T + b + h @ U.T + d, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        states.append((h, c))
    return np.array(states).swapaxes(0, 1)                     # (2, T, B, H)

def distance(seed):
    torch.manual_seed(seed)
    net, x = nn.LSTM(5, 12).double(), torch.randn(100, 4, 5).double()
    h, _ = lstm(x.numpy(), *(w.detach().numpy() for w in net.parameters()))
    return np.abs(h - net(x)[0].detach().numpy()).max()

def keep(seed, forget, shut):
    """Share of marked signs that h has at the end; what c has, by step."""
    W = np.array([[0, 2 * shut], [0, -2 * forget], [5, 0], [0, 0]])  # i f g o
    b = np.array([-shut, forget, 0, 10])
    x = np.zeros((T, BATCH, 2))                                # sign and mark
    x[..., 0] = np.random.default_rng(seed).choice([-1, 1], (T, BATCH))
    x[MARKED, :, 1] = 1
    h, c = lstm(x, W, np.zeros((4, 1)), b, 0)[..., 0] * x[MARKED, :, 0]
    return (h[-1] > 0).mean(), np.median(c, axis=1)[MARKED:]

def measure(lab):
    cells = {"as set": (lab.knob("forget"), lab.knob("shut")),
             "b = 5": (5, 10), "b = 3": (3, 10), "b = 1": (1, 10)}
    runs = {name: [keep(seed, *cell) for seed in lab.track(lab.seeds, name)]
            for name, cell in cells.items()}
    lab.lines("what is left of the bit in the cell",
              {name: run[0][1] for name, run in runs.items()}, "steps later")
    right = [lab.median(share for share, _ in run) for run in runs.values()]
    fades = [np.argmax(left < left[0] / np.e) for _, left in runs["b = 3"]]
    lab.reading(
        f"After 300 distractors the cell as set has {right[0]:.0%} of the"
        f" bits, b = 5 {right[1]:.0%}, 3 {right[2]:.0%}, 1 {right[3]:.0%}.")
    return {"equal": lab.median(map(distance, lab.seeds)), "kept": right[0],
            "lost": right[3], "lifetime": lab.median(fades) / (1 + np.exp(3))}
