"""What a "not" belongs to is told by order; a bag of words can't know it.

    the film was not very good and the plot bad       all negative
    the film was very good and the plot not bad       all positive

The same words, the opposite meaning.  A *bag of words* adds one vector a
word and hands the sum to an MLP: a sum knows no order.  A bag of *bigrams*
sees neighbours; it is lost when a word comes between.  The state of an RNN,
h_t = f(h_(t-1), x_t), can wait for what follows.  The same trained LSTM on
shuffled words is at a coin flip.  Negation alone does not defeat a bag: with
one opinion a review the MLP learns that "not" flips.
"""

import random

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

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
VERY, OTHER = "very so quite all".split(), "the film plot was and it".split()
WORDS = ["", "not", *GOOD, *BAD, *VERY, *OTHER]          # 0 is the padding

def review(rng, opinions, between):
    """Words, and 1 if each opinion, read with its "not", is positive."""
    y, words = rng.randrange(2), []
    for no in rng.sample([True, False], opinions):
        words += rng.choices(OTHER, k=rng.randint(1, 3)) + ["not"] * no
        words += rng.choices(VERY, k=rng.randint(0, between))
        words += [rng.choice(BAD if no == y else GOOD)]
    return words, y

def bag(tokens):
    total = nn.EmbeddingBag(tokens, 64, mode="sum")
    return nn.Sequential(total, nn.ReLU(), nn.Linear(64, 2))

def run(seed, how):
    """By claim, the share of 400 reviews right, after training on 2000."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    texts, y = zip(*(review(rng, *how) for _ in range(2400)), strict=True)
    x = [torch.tensor([WORDS.index(word) for word in text]) for text in texts]
    x, y = nn.utils.rnn.pad_sequence(x, True, 0, "left"), torch.tensor(y)
    N = len(WORDS)
    pairs = N * x[:, :-1] + x[:, 1:]                     # a number a bigram
    key = torch.rand(x.shape).masked_fill(x == 0, -1)    # padding stays left
    embed, rnn, head = nn.Embedding(N, 16), nn.LSTM(16, 24), nn.Linear(24, 2)
    def lstm(x):
        return head(rnn(embed(x.T))[0][-1])              # of the last h
    words, bigrams = bag(N), bag(N * N)
    nets = {"lstm": (lstm, x), "bag": (words, x), "bigrams": (bigrams, pairs)}
    step = adam(embed, rnn, head, words, bigrams, lr=0.02)  # none is shared
    for i in torch.randint(400, len(x), (200, 32)):
        step(sum(cross_entropy(net(z[i]), y[i]) for net, z in nets.values()))
    nets["shuffled"] = lstm, x.gather(1, key.argsort(1))
    return {k: (net(z[:400]).argmax(1) == y[:400]).float().mean().item()
            for k, (net, z) in nets.items()}

def measure(lab):
    how = lab.knob("opinions"), lab.knob("between")
    runs = [run(seed, how) for seed in lab.track(lab.seeds, "three readers")]
    found = {k: lab.median(r[k] for r in runs) for k in CLAIMS}
    lab.bars("accuracy, median", found, mark=(0.5, "a coin flip"))
    lab.reading(
        "The LSTM has {lstm:.0%} of the reviews right, bigrams {bigrams:.0%},"
        " a bag {bag:.0%}; the LSTM shuffled {shuffled:.0%}.".format(**found))
    return found | {"lstm": lab.share(r["lstm"] >= 0.95 for r in runs)}
