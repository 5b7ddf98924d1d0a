"""A wider beam finds likelier strings; the likeliest of all can be empty.

A decoder gives p(next symbol | all before).  The likeliest *string* is not
the string of likeliest symbols, and of S symbols there are S^T strings:

    greedy        keep the one best prefix
    beam of k     keep the k best prefixes        k T steps of the net
    exhaustive    keep them all                  ~S^T steps of the net

    score(y_1 .. y_t) = score(y_1 .. y_(t-1)) + log p(y_t | y_1 .. y_(t-1))

Nothing in it is random: a prefix that falls out of the k best is gone.
k = 5 finds nearly all that greedy misses.

Now let strings end.  In our data every step is the last with p = 0.08: the
empty string has p = 0.08, and every other string pays for its symbols too.
Greedy never looks there and runs on; a beam of 10 finds the empty string.
The net is right about the data; the likeliest string is no typical one.
So practice rewards length, score / length^a: here a = 1 overshoots.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "Stahlberg & Byrne, On NMT search errors and model errors, 2019"
CLAIMS = {  # lowest, highest, in words
    "greedy": (0.05, 1.0, "nats that greedy's string falls short, median"),
    "beam": (0.0, 0.4, "what the beam leaves of that shortfall, median"),
    "empty": (0.9, 1.0, "share of seeds where k = 10 says nothing at all"),
    "long": (0.9, 1.0, "share of seeds where greedy says >= 10 symbols"),
    "model": (0.06, 0.1, "p(end) in the net, median: the data has 0.08"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "width": (5, 1, "k of the beam that is judged; at 1 it is greedy"),
    "norm": (0.0, 1.0, "a: score / length^a; at 1 k = 10 talks again"),
}
S, END, V = 6, 6, 7                      # symbols; the end; both
STOP, LONGEST, T = 0.08, 20, 5           # T: how far to go on from a prefix
BATCH, PREFIXES = 32, 20

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.symbol = nn.Embedding(V, 16)
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.head = nn.Linear(32, V)

    def forward(self, y, state=None):
        h, state = self.lstm(self.symbol(y), state)       # (batch, time, H)
        return self.head(h), state

def strings(n, P):
    """END as the start, then a chain with P(before last, last, next)."""
    y = torch.randint(0, S, (n, LONGEST))
    for t in range(2, LONGEST):
        y[:, t] = torch.multinomial(P[y[:, t - 2], y[:, t - 1]], 1)[:, 0]
    return torch.cat([torch.full((n, 1), END), y], 1)

def train(P):
    net = Net()
    step = adam(net, lr=0.01)
    for _ in range(120):
        y = strings(BATCH, P)
        goal = torch.where(torch.rand(BATCH, LONGEST) < STOP, END, y[:, 1:])
        scores, _ = net(y[:, :-1])                   # (batch, LONGEST, V)
        step(cross_entropy(scores.flatten(0, 1), goal.flatten()))
    return net

@torch.no_grad()
def search(net, prefix, k, steps, symbols, norm=0.0):
    """The best score and its string; score is log p / length^norm."""
    last, state, done = prefix[None], None, []
    score, paths = torch.zeros(1), torch.empty(1, 0, dtype=torch.long)
    for t in range(1, steps + 1):
        y, state = net(last, state)
        logp = y[:, -1].log_softmax(-1)[:, :symbols]       # (beam, symbols)
        total = (score[:, None] + logp).flatten()
        score, best = total.topk(min(k, len(total)))       # sorted
        beam, symbol = best // symbols, best % symbols
        paths = torch.cat([paths[beam], symbol[:, None]], 1)
        over = (symbol == END) | (t == steps)
        for i in over.nonzero()[:1, 0]:                    # the best of them
            done.append((score[i].item() / t**norm, paths[i].tolist()))
        if over.all():
            break
        score, paths, last = score[~over], paths[~over], symbol[~over, None]
        state = [s[:, beam[~over]] for s in state]
    return max(done)

def experiment(seed, widths, norm):
    """By width: how far below the best, how long; and p(end) in the net."""
    torch.manual_seed(seed)
    P = torch.rand(S, S, S) ** 5                        # few likely nexts
    net, y = train(P), strings(PREFIXES, P)
    logp = [[search(net, prefix, k, T, S)[0] for prefix in y[:, :4]]
            for k in [S**T, *widths]]                    # (widths, prefixes)
    means = [sum(row) / PREFIXES for row in logp]
    said = [search(net, y[0, :1], k, LONGEST, V, norm)[1] for k in widths]
    return ([means[0] - mean for mean in means[1:]],
            [len([s for s in string if s != END]) for string in said],
            net(y)[0].softmax(-1)[..., END].mean().item())

def measure(lab):
    width, norm = lab.knob("width"), lab.knob("norm")
    widths = [1, 2, width, 10]
    runs = [experiment(s, widths, norm) for s in lab.track(lab.seeds, "LSTM")]
    below, said, end = zip(*runs, strict=True)
    gaps = [lab.median(gap) for gap in zip(*below, strict=True)]
    lengths = [lab.median(n) for n in zip(*said, strict=True)]
    names = ["greedy", "k = 2", f"k = {width}", "k = 10"]
    lab.bars(f"nats below the best of {S}^{T} continuations",
             dict(zip(names, gaps, strict=True)))
    lab.bars(f"symbols until the end, at most {LONGEST}",
             dict(zip(names, lengths, strict=True)))
    lab.reading(
        f"Greedy ends {gaps[0]:.2f} nats below the best of {S**T} strings, a"
        f" beam of {width} only {gaps[2]:.2g}; where strings may end, greedy"
        f" says {lengths[0]:.0f} symbols, a beam of 10 {lengths[3]:.0f}.")
    return {
        "greedy": gaps[0],
        "beam": lab.median(gap[2] / gap[0] for gap in below),
        "empty": lab.share(n[3] == 0 for n in said),
        "long": lab.share(n[0] >= 10 for n in said),
        "model": lab.median(end)}
