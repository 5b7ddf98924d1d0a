"""Fed the truth in training, a decoder does worse on its own words.

A decoder reads what was said last and says the next.  In training one can
feed it either of two histories:

    teacher forcing    s_t = LSTM(y_(t-1), s_(t-1))       the right letter
    free running       s_t = LSTM(what it said, s_(t-1))  its own, as in use

Teacher forcing learns fast: no mistake is dragged along, and all steps are
known beforehand, so they run as one call.  But in use nobody feeds it the
truth: one slip, and it stands where it never stood in training.  That is
*exposure bias*; one sees it as the gap between the letters it gets right
after the truth and after its own words.

The task: say a string of up to 10 letters, read backwards.  Running free
closes most of the gap.  So is it the better training?  At 10 letters it
gets a few more right; but of the strings of 5 it finishes about half as
many, for it learns more slowly, and each update takes longer.  A small
gap is not yet a good net.  Mixing the two, as in scheduled sampling, is no
cure here either: try `--own 0.5`.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PAPER = "Bengio et al., Scheduled sampling for sequence prediction, 2015"

CLAIMS = {  # lowest, highest, in words
    "gap": (0.9, 1.0, "share of seeds, forced, with a gap >= 10 points"),
    "near": (0.9, 1.0, "the same net, 2 letters: share with a gap <= 2"),
    "closed": (0.9, 1.0, "share of seeds where free halves the gap"),
    "letters": (0.005, 0.15, "free - forced: letters right in use, median"),
    "strings": (0.9, 1.0, "share, forced >= 15 points ahead at 5 letters"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "own": (1.0, 0.0, "share of updates run free; at 0 it is forced again"),
    "length": (10, 3, "letters asked for, 2 to 10; at 3 there is no gap"),
}
LETTERS, START, H, BATCH, UPDATES, LR = 10, 10, 64, 32, 130, 0.007

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.read = nn.Embedding(LETTERS, 32)
        self.said = nn.Embedding(LETTERS + 1, 32)
        self.encoder, self.decoder = nn.LSTM(32, H), nn.LSTM(32, H)
        self.head = nn.Linear(H, LETTERS)

    def forced(self, y):
        """Scores (T, batch, letters), each after the right letters."""
        _, state = self.encoder(self.read(y.flip(0)))
        said = torch.cat([torch.full_like(y[:1], START), y[:-1]])
        return self.head(self.decoder(self.said(said), state)[0])

    def free(self, y):
        """Scores (T, batch, letters), each after what it said itself."""
        _, state = self.encoder(self.read(y.flip(0)))
        letter, scores = torch.full_like(y[:1], START), []
        for _ in y:
            s, state = self.decoder(self.said(letter), state)
            scores.append(self.head(s))
            letter = scores[-1].argmax(-1)
        return torch.cat(scores)

def train(seed, own):
    torch.manual_seed(seed)
    net = Net()
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for update in range(UPDATES):
        adam.param_groups[0]["lr"] = LR * min(1, 2 - 2 * update / UPDATES)
        T = torch.randint(2, 11, ()).item()
        y = torch.randint(0, LETTERS, (T, BATCH))
        run = net.free if torch.rand(()) < own else net.forced
        E = cross_entropy(run(y).flatten(0, 1), y.flatten())
        adam.zero_grad()
        E.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
    return net

@torch.no_grad()
def judge(net):
    """By length: letters right after the truth, in use; strings in use."""
    found = []
    for T in range(2, 11):
        y = torch.randint(0, LETTERS, (T, 300))
        truth, use = (say(y).argmax(-1) == y
                      for say in (net.forced, net.free))
        found.append([x.float().mean().item()
                      for x in (truth, use, use.all(0))])
    return found

def measure(lab):
    last, runs = lab.knob("length") - 2, {}
    for name, own in (("forced", 0.0), ("free", lab.knob("own"))):
        runs[name] = [judge(train(seed, own))
                      for seed in lab.track(lab.seeds, name)]
    def curve(name, kind):
        return [(T + 2, lab.median(run[T][kind] for run in runs[name]))
                for T in range(last + 1)]
    curves = {"forced: truth": curve("forced", 0),
              "in use": curve("forced", 1), "free: in use": curve("free", 1)}
    lab.lines("letters right", curves, "letters to say")
    truth, use, free = (c[-1][1] for c in curves.values())
    gaps = {name: [run[last][0] - run[last][1] for run in found]
            for name, found in runs.items()}
    five = {name: [run[3][2] for run in found]
            for name, found in runs.items()}
    lab.reading(
        f"At {last + 2} letters the forced net gets {truth:.0%} right after"
        f" the truth, {use:.0%} in use, the free one {free:.0%} in use; of"
        f" the strings of 5 letters {lab.median(five['forced']):.0%} against"
        f" {lab.median(five['free']):.0%}.")
    return {
        "gap": lab.share(gap >= 0.1 for gap in gaps["forced"]),
        "near": lab.share(a - b <= 0.02 for (a, b, _), *_ in runs["forced"]),
        "closed": lab.share(b <= a / 2 for a, b in zip(
            *gaps.values(), strict=True)),
        "letters": free - use,
        "strings": lab.share(a >= b + 0.15 for a, b in zip(
            *five.values(), strict=True))}
