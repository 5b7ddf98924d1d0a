"""A letter model learns words and then grammar from the next letter alone.

A language model gives p(next | all before).  The text is its own answer, one
step further on.  The loss, averaged over the text:

    E = -log p(x_t | x_1 .. x_(t-1))         perplexity = exp(E)

Perplexity is the number of letters it hesitates between.  This text is
written by a small grammar, so how low it can go is known exactly:

    the old kings near the hill see the cat. the cat sees the kings.

An n-gram model counts what followed the last n - 1 letters.  Four do for
spelling, not for grammar: whether `see` gets an s was decided by the noun
before.  An LSTM carries that along.  Its control, the same net with the
state cleared before every letter, is no better than counting pairs.
"""

import math
import random
from collections import Counter, defaultdict
from itertools import product

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "Mikolov et al., Recurrent neural network based language model, 2010"
CLAIMS = {  # perplexities on new text, medians of the seeds: low, high
    "floor": (1.0, 1.1, "perplexity of the LSTM / of the grammar itself"),
    "fivegram": (0.8, 0.99, "perplexity of the LSTM / of the 5-gram model"),
    "bigram": (0.9, 1.15, "the LSTM without its state / the bigram model"),
    "number": (0.9, 1.0, "share of seeds >= 90% right in see or sees"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "hidden": (64, 6, "size of the state; with 6 the 5-gram wins"),
    "updates": (230, 40, "training; after 40 it can spell, but no grammar"),
}
NOUNS, VERBS = "dog cat king girl bird".split(), "see hear like find".split()
SOME, ENDS = ["the ", "the old ", "the small ", "the red "], ["", "s"]
PLACES = ["", " near the hill", " near the river", " near the sea"]
RULE = SOME, NOUNS, ENDS, PLACES, VERBS, SOME, NOUNS, ENDS
FLOOR = sum(math.log(len(words)) for words in RULE)       # nats a sentence
LETTERS, T, BATCH = " .abcdefghijklmnopqrstuvwxyz", 50, 32

def write(sentences):
    text = ""
    for _ in range(sentences):
        old, noun, end, near, verb, *rest = map(random.choice, RULE)
        verb += "" if end else "s"                       # one king sees
        text += f"{old}{noun}{end}{near} {verb} {''.join(rest)}. "
    return text

def ngram(train, test, n):
    """Nats a letter of counts of n letters, mixed with shorter ones."""
    seen, nats = defaultdict(Counter), 0.0
    for k, i in product(range(n), range(n, len(train))):
        seen[train[i - k:i]][train[i]] += 1
    for i in range(n, len(test)):
        p = 1 / len(LETTERS)
        for k in range(n):                # Witten & Bell: trust what recurs
            if c := seen.get(test[i - k:i]):
                p = (c[test[i]] + len(c) * p) / (c.total() + len(c))
        nats -= math.log(p)
    return nats / (len(test) - n)

class Net(nn.Module):
    def __init__(self, H):
        super().__init__()
        self.letter = nn.Embedding(len(LETTERS), 24)
        self.lstm, self.head = nn.LSTM(24, H), nn.Linear(H, len(LETTERS))

    def forward(self, x, state=None):
        h, state = self.lstm(self.letter(x), state)      # (T, batch, H)
        return self.head(h), state

def ids(text):
    return torch.tensor([LETTERS.index(c) for c in text])

def loss(net, x):                                        # x (T + 1, batch)
    return cross_entropy(net(x[:-1])[0].flatten(0, 1), x[1:].flatten())

def train(x, hidden, updates):
    net = Net(hidden)
    step = adam(net, lr=0.015, falls=updates)
    for _ in range(updates):
        at = torch.randint(0, len(x) - T, (BATCH,))
        step(loss(net, x[at + torch.arange(T + 1)[:, None]]))
    return net

def babble(net):
    x, state, text = ids(" "), None, ""
    for _ in range(140):
        scores, state = net(x[:, None], state)
        x = torch.multinomial(scores[0, 0].softmax(-1), 1)
        text += LETTERS[x.item()]
    return text

@torch.no_grad()
def judge(net, old, text):
    new, right = ids(text), []
    for noun, end in product(NOUNS, ENDS):          # s, or no s?
        scores = net(ids(f". the {noun}{end} see")[:, None])[0][-1, 0]
        s, blank = scores[ids("s ")]
        right.append((s > blank).item() == (end == ""))
    nats = {"no state": loss(net, torch.stack([new[:-1], new[1:]])).item(),
            "2-gram": ngram(old, text, 2), "5-gram": ngram(old, text, 5),
            "LSTM": loss(net, new[:, None]).item(),
            "grammar": FLOOR * text.count(".") / len(text)}
    return nats, sum(right) / 10, babble(net)

def measure(lab):
    runs = []
    for seed in lab.track(lab.seeds, "LSTM"):
        random.seed(seed)
        torch.manual_seed(seed)
        old, text = write(500), write(80)                     # sentences
        net = train(ids(old), lab.knob("hidden"), lab.knob("updates"))
        runs.append(judge(net, old, text))
    nats, right, said = zip(*runs, strict=True)
    E = {name: lab.median(n[name] for n in nats) for name in nats[0]}
    lab.bars("loss on new text, nats a letter", E)
    lab.sample("the LSTM writes", said[:1])
    plain, _, five, lstm, rule = map(math.exp, E.values())
    lab.reading(
        f"Perplexity: LSTM {lstm:.3f}, without its state {plain:.2f}; 5-gram"
        f" model {five:.3f}; the grammar that wrote the text {rule:.3f}.")
    return {
        "floor": lstm / rule, "fivegram": lstm / five,
        "bigram": plain / math.exp(E["2-gram"]),
        "number": lab.share(r >= 0.9 for r in right)}
