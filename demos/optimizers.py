"""Adam wins on rare words; SGD can win on what was never seen in training.

SGD moves each weight by its gradient, Adam by the gradient over its usual
size in that weight:

    SGD     w -= lr * g
    Adam    w -= lr * m / sqrt(v)       m, v: running means of g and g^2

A word seen five times gives its embedding five gradients: SGD makes five
small steps, Adam five full ones.  So with *sparse* data Adam learns the rare
words, although SGD has the rate that trains best here (10).  The old advice,
"SGD for sparse data, Adam for dense", has it the wrong way round.

When SGD, then?  Wilson et al. built data on which both end with no error in
training.  Feature 1 is the label, features 2 and 3 are always 1, and every
example has features of its own that never come back.  SGD goes for the one
that explains many examples.  Adam moves all at the same speed and so trusts
the always-1 features too: on new data it says "+" whatever it sees.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

PAPER = "Kingma & Ba, Adam, 2015; Wilson et al., Marginal Value, 2017"
CLAIMS = {  # medians of the seeds: lowest, highest, in words
    "rare": (0.05, 0.4, "accuracy, words seen 1-10 times: Adam - SGD"),
    "common": (0.95, 1.0, "words seen > 50 times: the worse of the two"),
    "trained": (1.0, 1.0, "share of seeds: Wilson's data, no training error"),
    "sgd": (0.0, 0.02, "Wilson's data, test error of SGD"),
    "adam": (0.25, 0.55, "the same, Adam: the share of minus"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "rate": (10.0, 0.3, "rate of SGD; 0.3 suits dense data, not this"),
    "ones": (2, 0, "features that are always 1; without, Adam is right"),
}
KEYS, OTHER, T, BATCH, UPDATES = 500, 20, 6, 32, 250

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(KEYS + OTHER, 16)
        self.rnn, self.out = nn.LSTM(16, 32), nn.Linear(32, 1)

    def forward(self, x):                                  # x (T, batch)
        return self.out(self.rnn(self.embed(x))[0].mean(0))[:, 0]

def sentences(keys):
    """Each keyword at a random place among words that say nothing."""
    x = torch.randint(KEYS, KEYS + OTHER, (T, len(keys)))
    x[torch.randint(T, keys.shape), torch.arange(len(keys))] = keys
    return x

def words(seed, name, rate):
    """How often each keyword was seen, and its accuracy later (KEYS)."""
    torch.manual_seed(seed)
    meaning = torch.randint(0, 2, (KEYS,)).float()         # a coin per word
    zipf = 1 / torch.arange(1.0, KEYS + 1)
    keys = torch.multinomial(zipf, UPDATES * BATCH, replacement=True)
    x, net = sentences(keys), Reader()
    step = getattr(torch.optim, name)(net.parameters(), rate, fused=True)
    for i in torch.arange(len(keys)).split(BATCH):
        step.zero_grad()
        score = net(x[:, i])
        binary_cross_entropy_with_logits(score, meaning[keys[i]]).backward()
        step.step()
    again = torch.arange(KEYS).repeat(4)
    right = (net(sentences(again)) > 0) == (meaning[again] > 0)
    return keys.bincount(minlength=KEYS), right.view(4, KEYS).float().mean(0)

def seen(runs, low, high):
    """Accuracy on the words seen low to high times, a number a run."""
    return [hit[(low <= n) & (n <= high)].mean().item() for n, hit in runs]

def wilson(seed, name, rate, ones, n=60):
    """Error in training, and on new data, which has no unique features."""
    torch.manual_seed(seed)
    y = (torch.rand(n + 1000) < 0.6) * 2.0 - 1               # 60% are plus
    x = torch.cat([y[:, None], torch.ones(n + 1000, ones)], 1)
    own = torch.block_diag(*(torch.ones(1, 1 if a > 0 else 5) for a in y[:n]))
    first, train = x.shape[1], torch.cat([x[:n], own], 1)
    w = torch.zeros(train.shape[1], requires_grad=True)
    step = getattr(torch.optim, name)([w], rate)
    for _ in range(300):
        step.zero_grad()
        mse_loss(train @ w, y[:n]).backward()
        step.step()
    says = torch.cat([train @ w, x[n:] @ w[:first]])
    wrong = ((says > 0) != (y > 0)).float()
    return wrong[:n].mean().item(), wrong[n:].mean().item()

def measure(lab):
    rates = {"SGD": (lab.knob("rate"), 0.3), "Adam": (0.05, 0.01)}
    runs = {name: [words(seed, name, rate)
                   for seed in lab.track(lab.seeds, name)]
            for name, (rate, _) in rates.items()}
    lab.lines("accuracy on words by how often seen", {name: [
        lab.median(seen(run, 2**k, 2 * 2**k - 1)) for k in range(8)]
        for name, run in runs.items()}, "log2 of times")
    errors = {name: [wilson(seed, name, rate, lab.knob("ones"))
                     for seed in lab.seeds]
              for name, (_, rate) in rates.items()}
    test = {name: lab.median(b for _, b in e) for name, e in errors.items()}
    lab.bars("test error, Wilson's data", test)
    sgd, adam = (lab.median(seen(run, 1, 10)) for run in runs.values())
    lab.reading(
        f"Of words seen 1 to 10 times SGD gets {sgd:.0%} right, Adam"
        f" {adam:.0%}; on Wilson's data SGD errs in {test['SGD']:.0%} of the"
        f" tests, Adam in {test['Adam']:.0%}.")
    return {
        "rare": adam - sgd,
        "common": min(lab.median(seen(r, 51, 9999)) for r in runs.values()),
        "trained": lab.share(a == 0 for e in errors.values() for a, _ in e),
        "sgd": test["SGD"], "adam": test["Adam"]}
