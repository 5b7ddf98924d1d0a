"""Two layers learn what one of equal size does not, if a step is too short.

At each step come 4 bits.  Say at once the parity of all the z so far:

    z_t = (x1 and x2) xor (x3 and x4)        y_t = y_(t-1) xor z_t

An Elman layer has one tanh between input and state.  To get z takes one, to
flip y by it another: one layer has to fold both into a single tanh, and in
300 updates it does not learn to.  Two layers of 35 units, with as many
weights as one of 59, learn it.  Is it the depth?  Two checks can say no:

    a blank step     the one-layer net gets an empty input after each real
                     one, and answers there: it learns.  Time is depth too.
    an easy z        with z = x1 and x2, one layer is enough.

It is a matter of learning, not of power: with 900 updates one layer does it.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from rnnquiz.training import adam

PAPER = "Graves, Mohamed & Hinton, Speech recognition with deep RNNs, 2013"
CLAIMS = {  # lowest, highest, in words
    "one": (0.0, 0.2, "share of seeds right >= 85%: one layer"),
    "deep": (0.7, 1.0, "the same share: two layers"),
    "blank": (0.7, 1.0, "one layer, a blank step after each input"),
    "easy": (0.9, 1.0, "one layer, z = x1 and x2"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "layers": (2, 1, "of the deep net, 1 to 3; at 1 it is the other one"),
    "updates": (300, 900, "of the weights; at 900 one layer learns it too"),
}
T = 6

def batch(size, steps, easy):
    """x (time, batch, bits), -1 or 1; the parity of z so far, 0 or 1."""
    x = torch.randint(0, 2, (steps, size, 4))
    z = x[..., 0] & x[..., 1]
    z = z if easy else z ^ (x[..., 2] & x[..., 3])
    return 2.0 * x - 1, (z.cumsum(0) % 2).float()

def accuracy(seed, updates, layers, blank=False, easy=False):
    torch.manual_seed(seed)
    H = {1: 59, 2: 35, 3: 27}[layers]           # 3895, 3991, 3943 weights
    net = nn.RNN(4, H, layers)
    for layer in range(layers):
        nn.init.orthogonal_(getattr(net, f"weight_hh_l{layer}"))
    head = nn.Linear(H, 1)
    def scores(x):                                          # (time, batch)
        if blank:
            x = torch.stack([x, 0 * x], 1).flatten(0, 1)    # (2 * time ...)
        y = head(net(x)[0])[..., 0]
        return y[1::2] if blank else y
    step, row = adam(net, head, lr=0.01, clip=1.0), 0
    for update in range(updates):
        steps = min(T, 2 + 2 * update * T // updates)       # short ones first
        x, y = batch(48, steps, easy)
        loss = step(binary_cross_entropy_with_logits(scores(x), y))
        row = row + 1 if steps == T and loss < 0.05 else 0
        if row == 5:                       # as many good batches: enough
            break
    x, y = batch(500, T, easy)
    return ((scores(x) > 0) == (y > 0)).float().mean().item()

def measure(lab):
    layers, updates = lab.knob("layers"), lab.knob("updates")
    nets = {"one": (1,), "deep": (layers,), "blank": (1, True),
            "easy": (1, False, True)}
    runs = {k: [accuracy(s, updates, *net) for s in lab.track(lab.seeds, k)]
            for k, net in nets.items()}
    right = {k: lab.median(run) for k, run in runs.items()}
    lab.bars("right after training, median", right, mark=(0.5, "a guess"))
    lab.reading(
        "One layer is right in {one:.0%}, a deep net of its size in"
        " {deep:.0%}. With a blank step to think, one layer has {blank:.0%};"
        " with an easy z, {easy:.0%}.".format(**right))
    return {k: lab.share(r >= 0.85 for r in run) for k, run in runs.items()}
