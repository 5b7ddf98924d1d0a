"""Labels teach fastest, rewards slower; with neither, a net finds groups.

Three hidden machines print strips of symbols.  Which one printed this strip?

    c a a f a a c b a a c a a f c          machine 0, 1 or 2?

The same LSTM, three ways to teach it:

    supervised       the answer is shown         loss = -log p(y | x)
    reinforcement    it guesses a, is told       loss = -(r - b) log p(a | x)
                     only right or wrong         r = 1 or 0, b: mean of r
    unsupervised     neither; it predicts the    loss = -log p(x_(t+1) | ..)
                     next symbol, then k-means on its hidden states

"Wrong" leaves two answers open, so REINFORCE takes more strips.  Clusters
need no label and have no names.  Their *purity* is the share of strips of
their cluster's largest kind; the control: an untrained LSTM's is low.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, one_hot

from rnnquiz.training import adam

PAPER = "REINFORCE: Williams 1992"
CLAIMS = {  # lowest, highest, in words
    "labels": (0.9, 1.0, "share of seeds that get to 93%: by labels"),
    "reward": (0.7, 1.0, "the same: by right and wrong"),
    "dearer": (1.2, 6.0, "strips needed, reward / labels, median"),
    "clusters": (0.85, 1.0, "purity of clusters, no labels, median"),
    "untrained": (0.34, 0.8, "the same with an untrained LSTM"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "lie": (0.0, 0.5, "share of rewards that lie; at 0.5 no news is left"),
    "alike": (0.4, 3.0, "how alike the machines are; 3: too much so"),
}
SYMBOLS, KINDS, T, BATCH, ENOUGH = 6, 3, 15, 32, 0.93
UPDATES, CHECK = {"labels": 100, "reward": 300, "none": 100}, 10

def print_strips(machines, size, rng):
    """x (T, size): Markov chains; y (size): which machine each is from."""
    y = rng.integers(KINDS, size=size)
    x = [rng.integers(SYMBOLS, size=size)]
    for _ in range(T - 1):
        up_to = machines[y, x[-1]].cumsum(1)                # (size, SYMBOLS)
        x.append((rng.random((size, 1)) > up_to[:, :-1]).sum(1))
    return torch.tensor(np.array(x)), torch.tensor(y)

class Reader(nn.Module):
    def __init__(self, answers):
        super().__init__()
        self.embed = nn.Embedding(SYMBOLS, 12)
        self.rnn, self.out = nn.LSTM(12, 32), nn.Linear(32, answers)

    def forward(self, x):
        h = self.rnn(self.embed(x))[0]                         # (T, size, 32)
        return h, self.out(h)

def teach(how, machines, test, seed, lie):
    """The net, and its accuracy on the test after every CHECK updates."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net, curve, b = Reader(SYMBOLS if how == "none" else KINDS), [], 1 / KINDS
    step = adam(net, lr=0.02)
    for update in range(1, UPDATES[how] + 1):
        x, y = print_strips(machines, BATCH, rng)
        score = net(x)[1]
        if how == "none":
            loss = cross_entropy(score[:-1].flatten(0, 1), x[1:].flatten())
        elif how == "labels":
            loss = cross_entropy(score.mean(0), y)
        else:
            log_p = score.mean(0).log_softmax(1)
            a = log_p.detach().exp().multinomial(1)[:, 0]           # a guess
            r = (a == y) ^ (torch.rand(BATCH) < lie)
            loss = -((r.float() - b) * log_p[torch.arange(BATCH), a]).mean()
            b = 0.9 * b + 0.1 * r.float().mean()
        step(loss)
        if how != "none" and update % CHECK == 0:
            with torch.no_grad():
                says = net(test[0])[1].mean(0).argmax(1)
            curve.append((says == test[1]).float().mean().item())
    return net, curve

def purity(net, x, y):
    """Of k-means on the mean state of the second half, best of 5 starts."""
    h, tries = net(x)[0][T // 2:].mean(0).detach(), []            # (size, 32)
    for _ in range(5):
        centres = h[torch.randperm(len(h))[:KINDS]]
        for _ in range(15):
            far = torch.cdist(h, centres)                      # (size, KINDS)
            mine = one_hot(far.argmin(1), KINDS).float()
            centres = mine.T @ h / (mine.sum(0)[:, None] + 1e-9)
        strips = mine.T @ one_hot(y, KINDS).float()          # by (mine, kind)
        share = strips.max(1).values.sum().item() / len(y)
        tries.append((far.min(1).values.square().sum().item(), share))
    return min(tries)[1]                       # the tightest, not the purest

def run(seed, lie, alike):
    """Two curves, strips until ENOUGH are right, two purities."""
    rng = np.random.default_rng(seed + 100)
    machines = rng.dirichlet([alike] * SYMBOLS, (KINDS, SYMBOLS))
    test = print_strips(machines, 300, rng)
    taught = [teach(how, machines, test, seed, lie) for how in UPDATES]
    curves = [curve for _, curve in taught[:2]]
    needed = [next((n * CHECK * BATCH for n, right in enumerate(curve, 1)
                    if right >= ENOUGH), np.inf) for curve in curves]
    return *curves, *needed, *(purity(net, *test)
                               for net in (taught[2][0], Reader(SYMBOLS)))

def measure(lab):
    runs = [run(seed, lab.knob("lie"), lab.knob("alike"))
            for seed in lab.track(lab.seeds, "three ways")]
    *found, by_label, by_reward, pure, raw = zip(*runs, strict=True)
    curves = {}
    for how, seeds in zip(("labels", "reward"), found, strict=True):
        typical = map(lab.median, zip(*seeds, strict=True))
        curves[how] = [(CHECK * BATCH * n, at)
                       for n, at in enumerate(typical, 1)]
    lab.lines("accuracy, median", curves, "strips seen")
    pure, raw = lab.median(pure), lab.median(raw)
    costs = lab.median(by_label), lab.median(by_reward)
    lab.reading(
        f"For {ENOUGH:.0%} right, labels need {costs[0]:.0f} strips, rewards"
        f" {costs[1]:.0f}; without either the clusters are {pure:.0%} pure,"
        f" those of an untrained net {raw:.0%}.")
    return {"labels": lab.share(np.isfinite(by_label)),
            "reward": lab.share(np.isfinite(by_reward)),
            "dearer": costs[1] / costs[0], "clusters": pure, "untrained": raw}
