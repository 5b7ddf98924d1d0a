"""A tanh RNN does not learn to keep a bit; gates that begin open do.

The task: at every step the net reads a random +1 or -1.  A second channel
marks ONE of the first steps.  At the end, say the sign that was marked.

    sign   +  -  -  +  +  -  ...  +  -        marked: the second
    mark   0  1  0  0  0  0  ...  0  0        answer: -

The gradient must reach back to the marked step, and what was stored there
must survive all the distractors.  A tanh state is overwritten at each step.
A gated cell is not: c = f*c + i*g keeps while f is near 1 and i near 0.

But f must *begin* near 1.  A gate with bias b forgets in about 1 + e^b
steps, so draw the biases for lifetimes of 1 to T steps ("chrono"):

    b_f = log U(1, T - 1)       b_i = -b_f

The same LSTM with PyTorch's own start, b near 0, is as lost as the RNN:
"use an LSTM" is no cure by itself.  And the RNN is not too small: with 4
distractors it learns the task.  All nets get 100 updates of 24 sequences;
the ones with open gates need less than that.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

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
HIDDEN, BATCH, UPDATES, LR = 24, 24, 100, 0.015

def batch(steps, size, rng):
    """x (time, batch, sign and mark) and the marked sign, 0 or 1 (batch)."""
    x = torch.zeros(steps, size, 2)
    x[..., 0] = torch.randint(0, 2, (steps, size), generator=rng) * 2.0 - 1
    marked = torch.randint(0, max(1, steps // 5), (size,), generator=rng)
    x[marked, torch.arange(size), 1] = 1
    return x, (x[marked, torch.arange(size), 0] > 0).float()

def network(kind, hold):
    net = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](2, HIDDEN)
    if hold is not None:
        b = torch.log(1 + torch.rand(HIDDEN) * max(0, hold - 2))  # (hidden)
        keep = slice(HIDDEN, 2 * HIDDEN)           # LSTM: forget gate; GRU: z
        with torch.no_grad():
            net.bias_ih_l0[keep], net.bias_hh_l0[keep] = b, 0
            if kind == "lstm":
                net.bias_ih_l0[:HIDDEN], net.bias_hh_l0[:HIDDEN] = -b, 0
    return net

def train(kind, steps, hold, seed):
    """Accuracy, and the updates used: 14 right batches in a row end it."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed + 1000)
    net, head = network(kind, hold), nn.Linear(HIDDEN, 1)
    weights = [*net.parameters(), *head.parameters()]
    adam, row, update = torch.optim.Adam(weights, LR, fused=True), 0, 0
    while update < UPDATES and row < 14:
        x, y = batch(steps, BATCH, rng)
        score = head(net(x)[0][-1])[:, 0]                         # (batch)
        row = row + 1 if ((score > 0) == (y > 0)).all() else 0
        adam.zero_grad()
        binary_cross_entropy_with_logits(score, y).backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        adam.step()
        update += 1
    with torch.no_grad():
        x, y = batch(steps, 1000, rng)
        right = ((head(net(x)[0][-1])[:, 0] > 0) == (y > 0)).float().mean()
    return right.item(), update

def measure(lab):
    steps, hold = lab.knob("steps"), lab.knob("hold")
    settings = {"lstm_chrono": ("lstm", steps, hold),
                "gru_chrono": ("gru", steps, hold),
                "rnn_short": ("rnn", 5, None),
                "rnn": ("rnn", steps, None),
                "lstm": ("lstm", steps, None)}
    found = {name: [train(*how, seed) for seed in lab.track(lab.seeds, name)]
             for name, how in settings.items()}
    accuracy = {name: lab.median(right for right, _ in runs)
                for name, runs in found.items()}
    lab.bars("accuracy, median", accuracy, mark=(0.5, "a coin flip"))
    needed = lab.median(updates for _, updates in found["gru_chrono"])
    lab.reading(
        f"With {steps} steps the tanh RNN is right in {accuracy['rnn']:.0%}"
        f" of the sequences, the open LSTM in {accuracy['lstm_chrono']:.0%},"
        f" the open GRU in {accuracy['gru_chrono']:.0%} (its median run took"
        f" {needed:.0f} updates of {UPDATES}).")
    return {name: lab.share(right >= 0.95 for right, _ in runs)
            for name, runs in found.items()}

if __name__ == "__main__":
    from rnnquiz.cli.demo import main

    main(__file__)
