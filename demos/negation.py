"""What a "not" belongs to is told by order; a bag of words can't know it.

    the cast was not very good and the plot bad       all negative
    the cast was very good and the plot not bad       all positive

The same words, the opposite meaning.  A *bag of words* adds one vector a
word and hands the sum to an MLP.  A sum knows no order: 50%, whatever its
width.  A bag of *bigrams* sees neighbours, "not good" is one token; it is
lost when a word comes between.  An RNN reads left to right, and its state
can wait for what follows: h_t = f(h_(t-1), x_t).  It solves the task.

The control takes the order away: the same trained LSTM reads the same
words, shuffled, and is at a coin flip.  So order is what it used.

What is often told wrong: negation alone does not defeat a bag.  With one
opinion a review ("not good", "bad") the MLP learns that "not" flips.
"""

import random

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PAPER = "Pang, Lee & Vaithyanathan, Thumbs up?, 2002 (bags, negation tags)"

CLAIMS = {  # lowest, highest, in words
    "lstm": (0.9, 1.0, "share of seeds with 95% right: LSTM"),
    "bag": (0.4, 0.6, "median accuracy: bag of words"),
    "bigrams": (0.6, 0.9, "median accuracy: bag of bigrams, in between"),
    "shuffled": (0.4, 0.6, "the same LSTM on shuffled words: a coin flip"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "opinions": (2, 1, "opinions a review; with 1 the bag is enough"),
    "between": (2, 0, "most words after a not; with 0 bigrams suffice"),
}
GOOD, BAD = "good great fine lovely".split(), "bad awful poor dull".split()
VERY = "very really so quite all".split()
OTHER = "the film plot cast was and music scene it i".split()
WORDS = ["", "not", *GOOD, *BAD, *VERY, *OTHER]           # 0 is the padding
BATCH, UPDATES, LR = 32, 200, 0.02

def review(rng, opinions, between):
    """Words, and 1 if each opinion, read with its "not", is positive."""
    y = rng.randrange(2)
    negated = rng.sample([True, False], opinions)
    words = []
    for no in negated:
        words += rng.choices(OTHER, k=rng.randint(1, 3)) + ["not"] * no
        words += rng.choices(VERY, k=rng.randint(0, between))
        words += [rng.choice(BAD if no == y else GOOD)]
    return words, y

def data(rng, size, how):
    """x (size, time), numbers of words, padded on the left; y (size)."""
    texts, y = zip(*(review(rng, *how) for _ in range(size)), strict=True)
    T = max(map(len, texts))
    x = [[WORDS.index(w) for w in [""] * (T - len(t)) + t] for t in texts]
    return torch.tensor(x), torch.tensor(y)

def pairs(x):
    return x[:, :-1] * len(WORDS) + x[:, 1:]             # a number a bigram

def shuffled(x):
    key = torch.rand(x.shape).masked_fill(x == 0, -1)    # padding stays left
    return x.gather(1, key.argsort(1))

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(len(WORDS), 16)
        self.rnn, self.out = nn.LSTM(16, 24), nn.Linear(24, 2)

    def forward(self, x):                                 # x (batch, time)
        return self.out(self.rnn(self.embed(x.T))[0][-1])        # the last h

def bag(tokens):
    total = nn.EmbeddingBag(tokens, 64, mode="sum")
    return nn.Sequential(total, nn.ReLU(), nn.Linear(64, 2))

def train(net, x, y):
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for i in torch.randint(len(x), (UPDATES, BATCH)):
        adam.zero_grad()
        cross_entropy(net(x[i]), y[i]).backward()
        adam.step()
    return lambda x, y: (net(x).argmax(1) == y).float().mean().item()

def run(seed, how):
    torch.manual_seed(seed)
    x, y = data(random.Random(seed), 2400, how)
    x, y, test, truth = x[400:], y[400:], x[:400], y[:400]
    lstm, words = train(Reader(), x, y), train(bag(len(WORDS)), x, y)
    bigrams = train(bag(len(WORDS) ** 2), pairs(x), y)
    return (lstm(test, truth), bigrams(pairs(test), truth),
            words(test, truth), lstm(shuffled(test), truth))

def measure(lab):
    how = lab.knob("opinions"), lab.knob("between")
    some = [review(random.Random(n), *how) for n in range(4)]
    lab.sample("reviews", (f"{'-+'[y]} {' '.join(text)}" for text, y in some))
    runs = [run(seed, how) for seed in lab.track(lab.seeds, "four readers")]
    lstm, bigrams, words, mixed = map(lab.median, zip(*runs, strict=True))
    lab.bars("accuracy, median", {"LSTM": lstm, "bigrams": bigrams,
             "bag of words": words, "shuffled": mixed}, (0.5, "a coin flip"))
    lab.reading(
        f"The LSTM is right in {lstm:.0%} of the reviews, bigrams in"
        f" {bigrams:.0%}, the bag of words in {words:.0%}; with its words"
        f" shuffled the LSTM falls to {mixed:.0%}.")
    return {"lstm": lab.share(r[0] >= 0.95 for r in runs),
            "bag": words, "bigrams": bigrams, "shuffled": mixed}
