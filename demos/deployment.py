"""A served RNN must keep its state: drop it and the perplexity doubles.

A character model, trained on whole sequences, shall answer symbol by symbol
while a user types.  What to check before it is served:

    streaming   one step, state in and out: (x, h, c) -> (y, h, c) equals
                the whole sequence, and costs the same at any length
    the state   the usual bug: a request arrives and h, c start at zero.
                Nothing crashes, the answers are only bad
    int8        each row of a matrix as whole numbers -127 ... 127 and one
                scale: a quarter of the bytes, the same perplexity
    export      torch.export makes a graph of the step that needs no Python
                class; the caller carries h and c

The control: 2 bits break the model, so perplexity does notice.  Smaller is
certain, faster is not.
"""

import copy
import random
from timeit import repeat

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "int8: Jacob et al., Quantization and Training ..., 2018"
CLAIMS = {  # medians of the seeds: lowest, highest, in words
    "stream": (0.0, 1e-4, "largest difference: steps / whole sequence"),
    "export": (0.0, 1e-4, "largest difference: exported step / the net"),
    "lost": (1.5, 20.0, "perplexity without the state / with it"),
    "size": (3.2, 4.0, "bytes of float32 / of the rounded weights"),
    "int8": (0.98, 1.02, "perplexity of the rounded weights / float32"),
    "two_bits": (1.1, 1e9, "the same with 2 bits: too few"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "bits": (8, 2, "bits of a rounded weight; 2 are too few"),
    "keep": (1, 100, "symbols until the state is lost; 100: hardly felt"),
}
HIDDEN, T, BATCH, UPDATES = 64, 40, 32, 120
WORDS = "a gate keeps the state open while long nets forget it".split()
LETTERS = sorted(set(" ".join(WORDS)))
L = len(LETTERS)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.rnn = nn.Embedding(L, 16), nn.LSTM(16, HIDDEN)
        self.out = nn.Linear(HIDDEN, L)

    def forward(self, x):                    # (T, batch) -> (T, batch, L)
        return self.out(self.rnn(self.embed(x))[0])

class Step(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.embed, self.out = net.embed, net.out
        self.cell = nn.LSTMCell(16, HIDDEN)
        weights = net.rnn.state_dict().items()       # weight_ih_l0 and so on
        self.cell.load_state_dict({name[:-3]: w for name, w in weights})

    def forward(self, x, h, c):                 # x (batch); h, c (batch, H)
        h, c = self.cell(self.embed(x), (h, c))
        return self.out(h), h, c

def train(seed):
    """The net, and new text of the same kind."""
    torch.manual_seed(seed)
    words = " ".join(random.Random(seed).choices(WORDS, k=4000))
    text = torch.tensor([LETTERS.index(letter) for letter in words])
    net, past = Net(), len(text) - 500
    step = adam(net, lr=0.02)
    for start in torch.randint(past - T, (UPDATES, BATCH)):
        x = text[start + torch.arange(T + 1)[:, None]]         # (T+1, batch)
        step(cross_entropy(net(x[:-1]).permute(1, 2, 0), x[1:].T))
    return net, text[past:]

def stream(step, x, keep):
    """Scores symbol by symbol; after `keep` symbols the state is lost."""
    scores = []
    for part in x.split(keep):
        h, c = torch.zeros(2, 1, HIDDEN)
        for symbol in part:
            y, h, c = step(symbol[None], h, c)
            scores.append(y)
    return torch.cat(scores)                                     # (time, L)

def small(net, bits):
    """The net with rounded weights, and how many times smaller they are."""
    net, size, top = copy.deepcopy(net), 0, 2 ** (bits - 1) - 1
    for w in net.parameters():
        size += 4 * w.numel()
        if w.dim() == 2:                                # biases stay float32
            scale = w.data.abs().amax(1, keepdim=True) / top
            w.data = (w.data / scale).round() * scale
            size += (bits / 8 - 4) * w.numel() + 4 * len(scale)
    return net, sum(4 * w.numel() for w in net.parameters()) / size

@torch.no_grad()
def check(net, x, bits, keep):
    step, (rounded, size) = Step(net), small(net, bits)
    state = torch.zeros(2, 1, HIDDEN)
    graph = torch.export.export(step, (x[:1], *state)).module()
    full, *others = (some(x[:, None])[:, 0]
                     for some in (net, rounded, small(net, 2)[0]))
    far = [(full - stream(how, x, len(x))).abs().max().item()
           for how in (step, graph)]
    scores = full, *others, stream(step, x, keep)
    return *far, size, *(cross_entropy(y[:-1], x[1:]).exp().item()
                         for y in scores)

def measure(lab):
    bits, found = lab.knob("bits"), []
    for seed in lab.track(lab.seeds, "train and check"):
        net, x = train(seed)
        found.append(check(net, x, bits, lab.knob("keep")))
    far, graph, size, *ppl = map(lab.median, zip(*found, strict=True))
    lab.bars("perplexity", {"float32": ppl[0], "rounded": ppl[1],
             "to 2 bits": ppl[2], "state lost": ppl[3]}, (1, "certain"))
    step, state = Step(net), torch.zeros(2, 1, HIDDEN)
    took = repeat(lambda: step(x[:1], *state), number=1, repeat=300)
    p50, p99 = 1000 * np.percentile(took, [50, 99])        # milliseconds
    again = 1000 * min(repeat(lambda: net(x[:, None]), number=1))
    lab.reading(
        f"The weights are {size:.2f} times smaller, perplexity {ppl[0]:.3f}"
        f" becomes {ppl[1]:.3f}, and {ppl[3]:.3g} without the state.  A step"
        f" took {p50:.2f} ms (p99 {p99:.2f}), to read all again {again:.1f}.")
    return {"stream": far, "export": graph, "size": size,
            "int8": ppl[1] / ppl[0], "two_bits": ppl[2] / ppl[0],
            "lost": ppl[3] / ppl[0]}
