"""Two layers learn what one of equal size does not, if a step is too short.

At each step come 4 bits.  Work out z, and say at once the parity of all the
z so far:

    z_t = (x1 and x2) xor (x3 and x4)        y_t = y_(t-1) xor z_t

An Elman layer has one tanh between input and state.  To get z takes one, to
flip y by it another: one layer has to fold both into a single tanh, and in
300 updates it does not learn to.  Two layers of fewer units, with as many
weights in all, have two tanhs in a row, and learn it.

Is it the depth?  Two checks that could have said no:

    a blank step     the one-layer net gets an empty input after each real
                     one, and answers there: it learns.  Time is depth too.
    an easy z        with z = x1 and x2, one layer is enough.

So stack layers where a step asks for more than one stage of work.  Where it
does not, they buy little at equal size; and it is a matter of learning, not
of power: with three times the updates one layer gets there (--updates 900).
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

PAPER = "Graves, Mohamed & Hinton, Speech recognition with deep RNNs, 2013"

CLAIMS = {  # lowest, highest, in words
    "size": (0.95, 1.05, "weights of the deep net / of the one-layer net"),
    "one": (0.0, 0.2, "share of seeds right >= 85%: one layer"),
    "deep": (0.7, 1.0, "the same share: two layers"),
    "blank": (0.7, 1.0, "one layer, a blank step after each input"),
    "easy": (0.9, 1.0, "one layer, z = x1 and x2"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "layers": (2, 1, "of the deep net; at 1 it is the other one"),
    "updates": (300, 900, "of the weights; at 900 one layer learns it too"),
}
BITS, WEIGHTS, T, BATCH, LR = 4, 4000, 6, 48, 0.01

def batch(size, steps, easy):
    """x (time, batch, bits), -1 or 1; the parity of z so far, 0 or 1."""
    x = torch.randint(0, 2, (steps, size, BITS))
    z = x[..., 0] & x[..., 1]
    z = z if easy else z ^ (x[..., 2] & x[..., 3])
    return 2.0 * x - 1, (z.cumsum(0) % 2).float()

def network(layers):
    """The widest net of so many layers with no more than WEIGHTS weights."""
    def size(H):
        return H * (BITS + H + 2) + (layers - 1) * H * (2 * H + 2) + H + 1
    H = max(H for H in range(2, 100) if size(H) <= WEIGHTS)
    net = nn.RNN(BITS, H, layers)
    for layer in range(layers):
        nn.init.orthogonal_(getattr(net, f"weight_hh_l{layer}"))
    return nn.ModuleList([net, nn.Linear(H, 1)])

def scores(net, x, blank):
    if blank:
        x = torch.stack([x, 0 * x], 1).flatten(0, 1)      # (2 * time, ...)
    y = net[1](net[0](x)[0])[..., 0]                      # (time, batch)
    return y[1::2] if blank else y

def train(seed, updates, layers, blank=False, easy=False):
    """Accuracy on T steps, and the number of weights."""
    torch.manual_seed(seed)
    net, done = network(layers), 0
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for update in range(updates):
        steps = min(T, 2 + 2 * update * T // updates)     # short ones first
        x, y = batch(BATCH, steps, easy)
        loss = binary_cross_entropy_with_logits(scores(net, x, blank), y)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        done = done + 1 if steps == T and loss.item() < 0.05 else 0
        if done == 5:
            break
    x, y = batch(500, T, easy)
    with torch.no_grad():
        right = ((scores(net, x, blank) > 0) == (y > 0)).float().mean()
    return right.item(), sum(w.numel() for w in net.parameters())

def measure(lab):
    layers, updates = lab.knob("layers"), lab.knob("updates")
    settings = {"one": (1,), "deep": (layers,), "blank": (1, True),
                "easy": (1, False, True)}
    runs = {name: [train(seed, updates, *how)
                   for seed in lab.track(lab.seeds, name)]
            for name, how in settings.items()}
    right = {k: lab.median(r for r, _ in run) for k, run in runs.items()}
    weights = {k: run[0][1] for k, run in runs.items()}
    lab.bars("right after training, median", right, mark=(0.5, "a guess"))
    lab.reading(
        f"One layer of {weights['one']} weights says {right['one']:.0%}"
        f" right, {layers} of {weights['deep']} say {right['deep']:.0%}. With"
        f" a blank step to think, one layer has {right['blank']:.0%}; with"
        f" an easy z, {right['easy']:.0%}.")
    return {k: lab.share(r >= 0.85 for r, _ in run) for k, run in runs.items()
            } | {"size": weights["deep"] / weights["one"]}
