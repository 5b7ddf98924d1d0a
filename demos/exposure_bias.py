"""Fed the truth in training, a decoder does worse on its own words.

A decoder reads what was said last and says the next.  In training one can
feed it either of two histories:

    teacher forcing    s_t = LSTM(y_(t-1), s_(t-1))       the right letter
    free running       s_t = LSTM(what it said, s_(t-1))  its own, as in use

Teacher forcing learns fast: no mistake is dragged along.  But in use one
slip, and it stands where it never stood in training.  That is *exposure
bias*: the gap between letters right after the truth and after its own words.

The task: say a string of up to 10 letters, read backwards.  Running free
closes most of the gap.  Is it the better training?  Of the strings of 5 it
finishes a quarter as many, for it learns more slowly: a small gap is not
yet a good net.  Nor is a mixture, as in scheduled sampling: try `--own 0.5`.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "Bengio et al., Scheduled sampling for sequence prediction, 2015"
CLAIMS = {  # shares of seeds: lowest, highest, in words
    "gap": (0.9, 1.0, "share of seeds, forced, with a gap >= 10 points"),
    "near": (0.9, 1.0, "the same net, 2 letters: share with a gap <= 2"),
    "closed": (0.9, 1.0, "share of seeds where free halves the gap"),
    "strings": (0.9, 1.0, "share, forced >= 15 points ahead at 5 letters"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "own": (1.0, 0.0, "share of updates run free; at 0 it is forced again"),
    "length": (10, 3, "letters asked for, 2 to 10; at 3 there is no gap"),
}
LETTERS, START, UPDATES = 10, 10, 110

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.letter = nn.Embedding(LETTERS + 1, 32)
        self.encoder, self.decoder = nn.LSTM(32, 64), nn.LSTM(32, 64)
        self.head = nn.Linear(64, LETTERS)

    def forward(self, y, free):
        """Scores (T, batch, letters), after its own letters or the right."""
        _, state = self.encoder(self.letter(y.flip(0)))
        said, scores = torch.full_like(y[0], START), []
        for right in y:
            s, state = self.decoder(self.letter(said)[None], state)
            scores.append(self.head(s[0]))
            said = scores[-1].argmax(-1) if free else right
        return torch.stack(scores)

def run(seed, own):
    """By length: letters right after the truth, in use; strings in use."""
    torch.manual_seed(seed)
    net, found = Net(), {}
    step = adam(net, lr=0.01, clip=1.0, falls=UPDATES)
    for _ in range(UPDATES):
        T = torch.randint(2, 11, ()).item()
        y = torch.randint(0, LETTERS, (T, 32))
        scores = net(y, free=torch.rand(()) < own)
        step(cross_entropy(scores.flatten(0, 1), y.flatten()))
    for T in range(2, 11):
        y = torch.randint(0, LETTERS, (T, 300))
        truth, use = (net(y, free).argmax(-1) == y for free in (False, True))
        found[T] = [x.float().mean().item() for x in (truth, use, use.all(0))]
    return found

def measure(lab):
    far, runs = lab.knob("length"), {}
    for name, own in ("forced", 0.0), ("free", lab.knob("own")):
        runs[name] = [run(seed, own) for seed in lab.track(lab.seeds, name)]
    def curve(name, kind):
        return [(T, lab.median(run[T][kind] for run in runs[name]))
                for T in range(2, far + 1)]
    curves = {"forced: truth": curve("forced", 0),
              "in use": curve("forced", 1), "free: in use": curve("free", 1)}
    lab.lines("letters right", curves, "letters to say")
    truth, use, free = (points[-1][1] for points in curves.values())
    lab.reading(
        f"At {far} letters the forced net gets {truth:.0%} right after the"
        f" truth, {use:.0%} in use, the free one {free:.0%} in use.")
    def gap(run, T):
        return run[T][0] - run[T][1]
    both = list(zip(*runs.values(), strict=True))
    return {
        "gap": lab.share(gap(a, far) >= 0.1 for a, _ in both),
        "near": lab.share(gap(a, 2) <= 0.02 for a, _ in both),
        "closed": lab.share(2 * gap(b, far) <= gap(a, far) for a, b in both),
        "strings": lab.share(a[5][2] >= b[5][2] + 0.15 for a, b in both)}
