"""A net that draws alone drifts; noise in its lessons keeps it on course.

A pen moves by small offsets d_t = (dx, dy).  An LSTM reads them, with a code
for the shape, and predicts the next one.  Then it draws alone, its output
is its next input:

    learning    d_1  d_2  d_3  ...      true offsets in, one step ahead
    drawing     d_1  d_2  y_3  y_4 ...  its own offsets in, three laps

While it learns it sees perfect curves only.  While it draws it makes small
errors, is off the curves it knows, and errs more: three laps are not one
circle.  That is *exposure bias*, and this is the whole of it, in a picture.

The cure that costs one line: add noise to the offsets it reads, and ask for
the true next one.  Now it learns what to do when it is off.  Its error one
step ahead gets WORSE, its drawing gets better: who picks the net by the
one-step loss picks the wrong one.

The control: on true offsets the third lap is as easy as the first.  So the
drift comes from its own output, not from the length.
"""

import torch
from torch import nn
from torch.nn.functional import mse_loss, one_hot

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
LAP, WARM, T, BATCH, HIDDEN, LR = 40, 20, 40, 20, 32, 0.015

def curves(shape, phase, steps):
    """Points (steps, size, 2) of circles (0), eights (1) and roses (2)."""
    t = phase + torch.arange(steps)[:, None] * 2 * torch.pi / LAP
    circle = torch.stack([t.cos(), t.sin()], 2)
    eight = torch.stack([t.sin(), 0.7 * (2 * t).sin()], 2)
    rose = (0.65 + 0.35 * (3 * t).cos())[..., None] * circle
    every = torch.stack([circle, eight, rose], 2)   # (steps, size, 3, 2)
    return every[:, torch.arange(len(shape)), shape]

class Pen(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(5, HIDDEN), nn.Linear(HIDDEN, 2)

    def forward(self, d, shape, state=None):
        """The next offsets (time, batch, 2), and the state."""
        code = one_hot(shape, 3).expand(len(d), -1, -1)
        h, state = self.rnn(torch.cat([d, code], 2), state)
        return self.out(h), state

def offsets(size, steps):
    """Random shapes, and their offsets, scaled to about 1 a step."""
    shape = torch.randint(3, (size,))
    points = curves(shape, 2 * torch.pi * torch.rand(size), steps + 1)
    return shape, points, 6 * points.diff(dim=0)

def train(seed, noise, updates):
    torch.manual_seed(seed)
    pen = Pen()
    adam = torch.optim.Adam(pen.parameters(), LR, fused=True)
    falls = torch.optim.lr_scheduler.LinearLR(adam, 1, 0.02, updates)
    for _ in range(updates):
        shape, _, d = offsets(BATCH, T)
        seen = d[:-1] + noise * torch.randn(d[1:].shape)
        adam.zero_grad()
        mse_loss(pen(seen, shape)[0][5:], d[6:]).backward()
        adam.step()
        falls.step()
    return pen

@torch.no_grad()
def draw(pen, shape, points, d):
    """WARM true offsets, then three laps alone: points (3 LAP, size, 2)."""
    y, state = pen(d[:WARM], shape)
    alone = [y[-1:]]
    while len(alone) < 3 * LAP:
        y, state = pen(alone[-1], shape, state)
        alone.append(y)
    return points[WARM] + torch.cat(alone).cumsum(0) / 6

@torch.no_grad()
def judge(pen, shape, points, d):
    """By lap: distance of its drawing to the curve; error on true offsets."""
    drawn = draw(pen, shape, points, d).transpose(0, 1)     # (size, 3 LAP, 2)
    turn = torch.linspace(0, 2 * torch.pi, 600)[:, None]
    fine = torch.stack([curves(kind[None], turn, 1) for kind in shape])
    away = torch.cdist(drawn, fine.view(len(shape), 600, 2)).min(2).values
    miss = (pen(d[:-1], shape)[0] - d[1:])[WARM - 1:].norm(dim=2)
    return (away.view(-1, 3, LAP).mean((0, 2)).tolist(),
            miss.view(3, -1).mean(1).tolist())

def measure(lab):
    settings, found = {"clean": 0.0, "noisy": lab.knob("noise")}, {}
    for name, noise in settings.items():
        laps = []
        for seed in lab.track(lab.seeds, f"learning from {name} offsets"):
            pen = train(seed, noise, lab.knob("updates"))
            laps.append(judge(pen, *offsets(30, WARM + 3 * LAP)))
        found[name] = [[lab.median(lap) for lap in zip(*kind, strict=True)]
                       for kind in zip(*laps, strict=True)]
        shape = torch.arange(3)
        points = curves(shape, torch.zeros(3), WARM + 3 * LAP + 1)
        alone = draw(pen, shape, points, 6 * points.diff(dim=0))
        lab.drawing(f"three laps alone, learned from {name} offsets", [
            [(x + 2.5 * n, y) for x, y in line]
            for n, line in enumerate(alone.transpose(0, 1).tolist())])
    (away, miss), (noisy_away, noisy_miss) = found["clean"], found["noisy"]
    lab.reading(
        f"Without noise the drawing is {away[0]:.3f} off in its first lap and"
        f" {away[2]:.3f} in its third; with noise {noisy_away[2]:.3f}, though"
        f" one step ahead its error is {noisy_miss[0]:.3f}, not"
        f" {miss[0]:.3f}.")
    return {"drift": away[2] / away[0], "drawing": away[2] / noisy_away[2],
            "onestep": noisy_miss[0] / miss[0], "control": miss[2] / miss[0]}
