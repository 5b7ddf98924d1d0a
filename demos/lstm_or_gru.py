"""A GRU latches sooner, an LSTM counts further: neither is the better one.

    LSTM  c = f*c + i*g                    GRU   h = z*h + (1 - z)*n

Two nets of equal size (571 and 589 weights); f and z begin at bias 1.  Latch:
of 16 signs one is marked, say it at the end.  The GRU needs fewer updates: z
keeps and shuts out at once, where the LSTM has to open f and to close i.

Count: a run of a's, then one of b's, of up to 8.  Which is longer?  Both
learn it.  On runs of 12 to 16 the LSTM goes on: with f = i = 1 its c grows
by one a step, while h of a GRU stays between -1 and 1 (but try --bias 2).
"""

import torch
from torch import nn
from torch.nn.functional import one_hot, softplus

from rnnquiz.training import adam

PAPER = "Chung et al. 2014; counting: Weiss, Goldberg & Yahav 2018"
CLAIMS = {  # lowest, highest, in words
    "sooner": (0.1, 0.9, "latch: updates of the GRU / of the LSTM, median"),
    "learned": (0.9, 1.0, "share of nets that count up to 8, right >= 95%"),
    "lstm": (0.7, 1.0, "right on runs of 12 to 16: LSTM, median"),
    "gru": (0.4, 0.75, "the same: GRU"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "bias": (1.0, 2.0, "of f and z; at 2 the GRU counts further too"),
    "runs": (16, 8, "longest run asked; at 8 the GRU counts as well"),
}

def latch(size):
    """x (time, batch, sign and mark); the marked sign, -1 or 1 (batch)."""
    sign = torch.randint(0, 2, (16, size)) * 2.0 - 1
    mark = one_hot(torch.randint(0, 3, (size,)), 16).T
    return torch.stack([sign, mark], 2), (sign * mark).sum(0)

def count(size, run=8):
    """x (time, batch, a and b); 1 where the a's are up to 3 more, or -1."""
    a = torch.randint(max(4, run - 4), run + 1, (size,))
    y = torch.randint(0, 2, (size,)) * 2 - 1
    b = a - y * torch.randint(1, 4, (size,))
    t = torch.arange(-2 * run - 3, 0)[:, None] + a + b      # all end together
    return torch.stack([(t >= 0) & (t < a), t >= a], 2).float(), y

def train(cell, H, task, seed, bias):
    """The net's margin(x, y), and updates until 10 batches were right."""
    torch.manual_seed(seed)
    net, head, row = cell(2, H), nn.Linear(H, 1), 0
    with torch.no_grad():                       # second in both: f, and z
        net.bias_ih_l0[H:2 * H], net.bias_hh_l0[H:2 * H] = bias, 0
    step = adam(net, head, lr=0.02, clip=1.0)
    def margin(x, y):                             # (batch); right where > 0
        return y * head(net(x)[0][-1])[:, 0]
    for update in range(170):
        m = margin(*task(32))
        step(softplus(-m).mean())                 # log(1 + exp(-m))
        row = row + 1 if (m > 0).all() else 0
        if row == 10 and task is latch:
            return margin, update + 1
    return margin, 170

def measure(lab):
    bias, far = lab.knob("bias"), lab.knob("runs")
    needed, beyond, near = {}, {}, []
    for name, *net in ("LSTM", nn.LSTM, 10), ("GRU", nn.GRU, 12):
        updates, shares = [], []
        for seed in lab.track(lab.seeds, name):
            updates.append(train(*net, latch, seed, bias)[1])
            margin, _ = train(*net, count, seed, bias)
            near.append(lab.share(margin(*count(500)) > 0))
            shares.append(lab.share(margin(*count(500, far)) > 0))
        needed[name], beyond[name] = map(lab.median, (updates, shares))
    lab.bars("updates to latch a bit, median", needed)
    lab.bars(f"runs of up to {far}: right", beyond, mark=(0.5, "a guess"))
    say = "The {} takes {:.0f} updates to latch; of long runs it has {:.0%}."
    lab.reading(" ".join(say.format(k, needed[k], beyond[k]) for k in needed))
    return {"sooner": needed["GRU"] / needed["LSTM"],
            "learned": lab.share(share >= 0.95 for share in near),
            "lstm": beyond["LSTM"], "gru": beyond["GRU"]}
