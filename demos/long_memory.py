"""A tanh RNN does not learn to keep a bit; gates that begin open do.

The task: at every step the net reads a random +1 or -1.  A second channel
marks ONE of the first steps.  At the end, say the sign that was marked.

    sign   +  -  -  +  +  -  ...  +  -        marked: the second
    mark   0  1  0  0  0  0  ...  0  0        answer: -

A tanh state is overwritten at each step.  A gated cell, c = f*c + i*g, keeps
while f is near 1 and i near 0.  But f must *begin* near 1: with bias b it
forgets in about 1 + e^b steps, so draw biases for lifetimes of 1 to T steps
("chrono"): b_f = log U(1, T - 1) = -b_i.  The same LSTM with PyTorch's start,
b near 0, is as lost as the RNN; and the RNN is not too small: with 4
distractors it learns the task.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from rnnquiz.training import adam

PAPER = "Hochreiter & Schmidhuber 1997; chrono: Tallec & Ollivier 2018"
CLAIMS = {  # share of seeds that solve it (accuracy >= 0.95): lowest, highest
    "rnn": (0.0, 0.1, "share of seeds that solve it: tanh RNN"),
    "lstm": (0.0, 0.1, "LSTM as PyTorch makes it"),
    "lstm_chrono": (0.9, 1.0, "LSTM, gates begin open"),
    "gru_chrono": (0.9, 1.0, "GRU, gates begin open"),
    "rnn_short": (0.9, 1.0, "tanh RNN, 4 distractors: a short lag it can"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "steps": (16, 6, "length; at 6 the RNN learns the task"),
    "hold": (16, 2, "T of the open gates; at 2 they begin half shut"),
}
H, BATCH, UPDATES = 24, 24, 110

def batch(steps, size):
    """x (time, batch, sign and mark) and the marked sign, 0 or 1 (batch)."""
    sign = torch.randint(0, 2, (steps, size)) * 2.0 - 1
    at = torch.randint(0, max(1, steps // 5), (size,)), torch.arange(size)
    mark = torch.zeros(steps, size)
    mark[at] = 1
    return torch.stack([sign, mark], 2), (sign[at] > 0).float()

@torch.no_grad()
def network(kind, hold):
    net = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](2, H)
    if hold is not None:
        b = torch.log(1 + torch.rand(H) * max(0, hold - 2))       # (hidden)
        net.bias_hh_l0[:2 * H] = 0                           # the two add up
        net.bias_ih_l0[:2 * H] = torch.cat([-b, b])    # LSTM: i, f; GRU: r, z
    return net

def accuracy(kind, steps, hold, seed):
    torch.manual_seed(seed)
    net, head, row = network(kind, hold), nn.Linear(H, 1), 0
    step = adam(net, head, lr=0.015, clip=1.0)
    for _ in range(UPDATES):
        x, y = batch(steps, BATCH)
        score = head(net(x)[0][-1])[:, 0]                         # (batch)
        step(binary_cross_entropy_with_logits(score, y))
        row = row + 1 if ((score > 0) == (y > 0)).all() else 0
        if row == 14:                        # as many right batches: enough
            break
    x, y = batch(steps, 1000)
    return ((head(net(x)[0][-1])[:, 0] > 0) == (y > 0)).float().mean().item()

def measure(lab):
    T, hold = lab.knob("steps"), lab.knob("hold")
    nets = {"lstm_chrono": ("lstm", T, hold), "gru_chrono": ("gru", T, hold),
            "rnn_short": ("rnn", 5, None), "rnn": ("rnn", T, None),
            "lstm": ("lstm", T, None)}
    runs = {name: [accuracy(*net, s) for s in lab.track(lab.seeds, name)]
            for name, net in nets.items()}
    right = {name: lab.median(run) for name, run in runs.items()}
    lab.bars("accuracy, median", right, mark=(0.5, "a coin flip"))
    lab.reading(
        "The tanh RNN recalls {rnn:.0%} of the signs; with open gates the"
        " LSTM {lstm_chrono:.0%}, the GRU {gru_chrono:.0%}.".format(**right))
    return {k: lab.share(r >= 0.95 for r in run) for k, run in runs.items()}
