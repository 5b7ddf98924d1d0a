"""A GRU latches sooner, an LSTM counts further: neither is the better one.

Two nets of equal size, so the GRU, with three blocks of weights to the four
of the LSTM, gets more units.  The keeping gates of both begin at bias 1.

Latch: of 16 random signs one is marked; say it at the end.  The GRU needs
fewer updates.  Its gate z keeps and shuts out in one movement; the LSTM has
to learn two, to open f and to close i:

    GRU   h = z*h + (1 - z)*n              LSTM  c = f*c + i*g

Count: a run of a's, then one of b's, of up to 8.  Which is longer?  Both
learn it.  Asked about runs of 12 to 16, the LSTM goes on: with f = i = 1 its
c grows by one a step, without end.  The h of a GRU is an average, it stays
between -1 and 1, and so the way it found fits the lengths that it has seen.

Is it a law?  Weigh it: from --bias 2 the GRU counts much further too.  Nor is
"the GRU is faster": it has fewer weights, but seconds are a matter of the
kernel, and on x86 nn.LSTM has a fused one that nn.GRU has not.
"""

import time

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

PAPER = "Chung et al. 2014; counting: Weiss, Goldberg & Yahav 2018"

CLAIMS = {  # lowest, highest, in words
    "size": (0.95, 1.05, "weights of the GRU / weights of the LSTM"),
    "sooner": (0.1, 0.9, "latch: updates of the GRU / of the LSTM, median"),
    "learned": (0.9, 1.0, "share of nets that count up to 8, right >= 95%"),
    "lstm": (0.7, 1.0, "right on runs of 12 to 16: LSTM, median"),
    "gru": (0.4, 0.75, "the same: GRU"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "bias": (1.0, 2.0, "of f and z; at 2 the GRU counts further too"),
    "runs": (16, 8, "longest run asked; at 8 the GRU counts as well"),
}
SIZES = {"LSTM": (nn.LSTM, 10), "GRU": (nn.GRU, 12)}           # and units
STEPS, RUN, BATCH, LR, UPDATES = 16, 8, 32, 0.02, 170

def latch(size, steps=STEPS):
    """x (time, batch, sign and mark); the marked sign, 0 or 1 (batch)."""
    x, row = torch.zeros(steps, size, 2), torch.arange(size)
    x[..., 0] = torch.randint(0, 2, (steps, size)) * 2.0 - 1
    at = torch.randint(0, steps // 5, (size,))
    x[at, row, 1] = 1
    return x, (x[at, row, 0] > 0).float()

def count(size, run=RUN):
    """a's, then b's, one of them up to 3 more: 1 where the a's are."""
    a = torch.randint(max(4, run - 4), run + 1, (size,))
    sign = torch.randint(0, 2, (size,)) * 2 - 1
    b = a - sign * torch.randint(1, 4, (size,))
    t = torch.arange(2 * run + 3)[:, None]
    start = len(t) - a - b                                # all end together
    x = [(t >= start) & (t < start + a), t >= start + a]
    return torch.stack(x, -1).float(), (sign > 0).float()

def train(name, task, seed, bias):
    """The net, and the updates until 10 batches in a row were right."""
    torch.manual_seed(seed)
    cell, H = SIZES[name]
    net, head, row, needed = cell(2, H), nn.Linear(H, 1), 0, UPDATES
    with torch.no_grad():                       # second in both: f, and z
        net.bias_ih_l0[H:2 * H], net.bias_hh_l0[H:2 * H] = bias, 0
    weights = [*net.parameters(), *head.parameters()]
    adam = torch.optim.Adam(weights, LR, fused=True)
    for update in range(UPDATES):
        x, y = task(BATCH)
        score = head(net(x)[0][-1])[:, 0]                         # (batch)
        row = row + 1 if ((score > 0) == (y > 0)).all() else 0
        adam.zero_grad()
        binary_cross_entropy_with_logits(score, y).backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        adam.step()
        if row == 10:
            needed = update + 1
            if task is latch:
                break
    return nn.ModuleList([net, head]), needed

@torch.no_grad()
def right(net, run):
    x, y = count(500, run)
    return ((net[1](net[0](x)[0][-1])[:, 0] > 0) == (y > 0)).float().mean()

def run(name, seed, bias, runs):
    net, needed = train(name, latch, seed, bias)
    start = time.process_time()
    net, _ = train(name, count, seed, bias)
    return {"size": sum(w.numel() for w in net.parameters()),
            "needed": needed, "in": right(net, RUN), "out": right(net, runs),
            "ms": (time.process_time() - start) / UPDATES * 1000}

def measure(lab):
    how = lab.knob("bias"), lab.knob("runs")
    found = {name: [run(name, seed, *how)
                    for seed in lab.track(lab.seeds, name)] for name in SIZES}
    lstm, gru = ({k: lab.median(r[k] for r in runs) for k in runs[0]}
                 for runs in found.values())
    lab.bars("updates to latch a bit, median",
             {"LSTM": lstm["needed"], "GRU": gru["needed"]})
    lab.bars("which run is longer: right, median", {
        f"LSTM, {RUN}": lstm["in"], f"GRU, {RUN}": gru["in"],
        f"LSTM, {how[1]}": lstm["out"], f"GRU, {how[1]}": gru["out"]},
        mark=(0.5, "a guess"))
    lab.reading(
        f"The GRU latches after {gru['needed']:.0f} updates, the LSTM after"
        f" {lstm['needed']:.0f}. Runs of up to {how[1]} are told right in"
        f" {lstm['out']:.0%} by the LSTM, in {gru['out']:.0%} by the GRU. An"
        f" update took the LSTM {lstm['ms']:.1f} ms here, the GRU"
        f" {gru['ms']:.1f} ms.")
    return {
        "size": gru["size"] / lstm["size"],
        "sooner": gru["needed"] / lstm["needed"],
        "learned": lab.share(r["in"] >= 0.95
                             for runs in found.values() for r in runs),
        "lstm": lstm["out"], "gru": gru["out"]}
