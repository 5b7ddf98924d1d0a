"""A net that draws alone drifts; noise in its lessons keeps it on course.

A pen moves by small offsets d_t = (dx, dy).  An LSTM reads them, with a code
for the shape, and predicts the next one.  Then it draws alone:

    learning    d_1  d_2  d_3  ...      true offsets in, one step ahead
    drawing     d_1  d_2  y_3  y_4 ...  its own offsets in, three laps

While it learns it sees perfect curves only.  While it draws it makes small
errors, is off the curves it knows, and errs more: *exposure bias*.

A cure of one line: add noise to the offsets it reads, and ask for the true
next one.  Now it learns what to do when it is off.  Its error one step ahead
gets WORSE, its drawing better: who picks the net by the one-step loss picks
the wrong one.  The control: on true offsets the third lap is as easy as the
first, so the drift comes from the net's own output.
"""

import torch
from torch import nn
from torch.nn.functional import mse_loss, one_hot

from rnnquiz.training import adam

PAPER = "Graves, Generating Sequences With Recurrent Neural Networks, 2013"
CLAIMS = {  # medians of the seeds: lowest, highest, in words
    "drift": (1.5, 100.0, "distance to the curve, lap 3 / lap 1, no noise"),
    "onestep": (1.2, 20.0, "error one step ahead, with noise / without"),
    "drawing": (1.1, 100.0, "distance in lap 3, without noise / with"),
    "control": (0.7, 1.3, "error on true offsets, lap 3 / lap 1, no noise"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "noise": (0.15, 0.0, "noise on what it reads; 0 makes the two equal"),
    "updates": (200, 30, "updates; after 30 both scribble"),
}
LAP, WARM = 40, 20                       # steps; the first 20 are given to it

def curves(shape, phase, steps, lap=LAP):
    """Points (steps, size, 2) of circles (0), eights (1) and roses (2)."""
    t = phase + torch.arange(steps)[:, None] * 2 * torch.pi / lap
    circle = torch.stack([t.cos(), t.sin()], 2)
    eight = torch.stack([t.sin(), 0.7 * (2 * t).sin()], 2)
    rose = (0.65 + 0.35 * (3 * t).cos())[..., None] * circle
    every = torch.stack([circle, eight, rose], 2)   # (steps, size, 3, 2)
    return every[:, torch.arange(len(shape)), shape]

class Pen(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(5, 32), nn.Linear(32, 2)

    def forward(self, d, shape, state=None):
        """The next offsets (time, batch, 2), and the state."""
        code = one_hot(shape, 3).expand(len(d), -1, -1)
        h, state = self.rnn(torch.cat([d, code], 2), state)
        return self.out(h), state

def train(seed, noise, updates):
    torch.manual_seed(seed)
    pen = Pen()
    step = adam(pen, lr=0.015, falls=updates)
    for _ in range(updates):
        shape, phase = torch.randint(3, (20,)), 2 * torch.pi * torch.rand(20)
        d = 6 * curves(shape, phase, LAP + 1).diff(dim=0)      # about 1 long
        seen = d[:-1] + noise * torch.randn(d[1:].shape)
        step(mse_loss(pen(seen, shape)[0][5:], d[6:]))
    return pen

@torch.no_grad()
def judge(pen):
    """Drawings; laps 1 and 3: distance to the curve, error one step ahead."""
    shape, phase = torch.arange(3).repeat(10), torch.linspace(0, 6, 30)
    points = curves(shape, phase, WARM + 3 * LAP + 1)
    d = 6 * points.diff(dim=0)
    y, state = pen(d[:WARM], shape)
    alone = [y[-1:]]
    while len(alone) < 3 * LAP:
        y, state = pen(alone[-1], shape, state)
        alone.append(y)
    drawn = points[WARM] + torch.cat(alone).cumsum(0) / 6   # (3 LAP, 30, 2)
    fine = curves(shape, phase, 300, lap=300)
    away = (drawn[:, None] - fine).norm(dim=3).amin(1)         # (3 LAP, 30)
    miss = (pen(d[:-1], shape)[0] - d[1:])[WARM - 1:].norm(dim=2)
    laps = [x[lap].mean().item() for x in (away, miss)
            for lap in (slice(LAP), slice(2 * LAP, None))]
    return drawn[:, :3].transpose(0, 1).tolist(), *laps

def measure(lab):
    found = []
    for name, noise in ("clean", 0.0), ("noisy", lab.knob("noise")):
        runs = [judge(train(seed, noise, lab.knob("updates")))
                for seed in lab.track(lab.seeds, f"{name} lessons")]
        drawn, *laps = zip(*runs, strict=True)
        found.append([lab.median(lap) for lap in laps])
        lab.drawing(f"three laps alone, learned from {name} offsets", [
            [(x + 2.5 * n, y) for x, y in line]
            for n, line in enumerate(drawn[0])])
    (first, third, miss, miss3), (_, noisy, noisy_miss, _) = found
    lab.reading(
        f"Without noise the drawing is {third:.3f} off in its third lap, with"
        f" noise {noisy:.3f}; its errors one step ahead are {miss:.3f} and"
        f" {noisy_miss:.3f}.")
    return {"drift": third / first, "drawing": third / noisy,
            "onestep": noisy_miss / miss, "control": miss3 / miss}
