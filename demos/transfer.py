"""Pre-training saves labels where the new task needs what was learned.

Labels are dear, text is cheap.  So train a language model first: to guess the
next word it must find out what the text is about.  Then put a new head on its
last state, and train with the labels:

    scratch    body and head from random weights
    frozen     the body as pre-trained, only the head learns
    tuned      both learn on, with a smaller step

The world: 100 words in 4 topics.  A text keeps to its topic for some words,
then moves on; 1 word in 10 is out of place.

Which topic is it at the *end*?  A language model had to know that, and 16
labels are enough; tuning with so few disturbs the body.  Which topic was it
at the *start*?  No next word depends on it, the model has let it go, and the
frozen body is worse than none.  Tuning repairs that.
"""

import copy

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "Howard & Ruder, Universal language model fine-tuning, 2018"
CLAIMS = {  # shares of seeds, points of accuracy: lowest, highest
    "saves": (0.9, 1.0, "share: end, frozen >= 25 points over scratch"),
    "random": (0.9, 1.0, "share: end, frozen >= 25 over random weights"),
    "freeze": (0.9, 1.0, "share: end, frozen >= 2 points over tuned"),
    "hurts": (0.9, 1.0, "share: start, scratch >= 15 over frozen"),
    "repaired": (0.9, 1.0, "share: start, tuned >= 15 over frozen"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "labels": (16, 256, "labels of the first task; at 256 scratch is close"),
    "updates": (120, 0, "of the language model; at 0 there is no gain"),
}
TOPICS, WORDS, T, H = 4, 25, 12, 48

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.word = nn.Embedding(TOPICS * WORDS, 24)
        self.lstm = nn.LSTM(24, H)
        self.next = nn.Linear(H, TOPICS * WORDS)       # what it is for first
        self.head = nn.Linear(H, TOPICS)               # and what it is for

    def forward(self, x):
        return self.lstm(self.word(x))[0]                 # (T, batch, H)

def world(n):
    """Texts and the topic of each word, both (T, n)."""
    topic = torch.randint(0, TOPICS, (T, n))
    for t in range(1, T):
        topic[t] = torch.where(torch.rand(n) < 0.85, topic[t - 1], topic[t])
    x = topic * WORDS + torch.randint(0, WORDS, (T, n))
    noise = torch.randint(0, TOPICS * WORDS, (T, n))
    return torch.where(torch.rand(T, n) < 0.1, noise, x), topic

def pretrain(net, updates):
    step = adam(net, lr=0.015, falls=updates)
    for _ in range(updates):
        x, _ = world(64)
        y = net.next(net(x[:-1]))                      # (T - 1, batch, 100)
        step(cross_entropy(y.flatten(0, 1), x[1:].flatten()))
    return net

def fit(net, how, x, topic):
    """A copy of the net, trained on these labels."""
    net = copy.deepcopy(net)
    weights, lr = {"frozen": (net.head, 0.03), "tuned": (net, 0.003),
                   "scratch": (net, 0.01)}[how]
    step = adam(weights, lr=lr)
    for _ in range(60):
        step(cross_entropy(net.head(net(x)[-1]), topic))
    return net

def experiment(seed, labels, updates):
    """Accuracy on 1000 new texts, by task and way."""
    torch.manual_seed(seed)
    found, random, trained = {}, Net(), pretrain(Net(), updates)
    (x, topics), (new, answers) = world(700), world(1000)
    ways = {"scratch": (random, "scratch"), "random": (random, "frozen"),
            "tuned": (trained, "tuned"), "frozen": (trained, "frozen")}
    for task, at, n in ("end", -1, labels), ("start", 0, 128):
        few = torch.cat([(topics[at] == k).nonzero()[:n // TOPICS, 0]
                         for k in range(TOPICS)])        # as many of each
        for way, (body, how) in ways.items():
            net = fit(body, how, x[:, few], topics[at, few])
            right = net.head(net(new)[-1]).argmax(-1) == answers[at]
            found[task, way] = right.float().mean().item()
    return found

def measure(lab):
    labels, updates = lab.knob("labels"), lab.knob("updates")
    runs = [experiment(seed, labels, updates)
            for seed in lab.track(lab.seeds, "LSTM")]
    for task, n in ("end", labels), ("start", 128):
        right = {way: lab.median(run[task, way] for run in runs)
                 for way in ("scratch", "random", "tuned", "frozen")}
        lab.bars(f"the {task}: right, {n} labels", right, (0.25, "a guess"))
        lab.reading(
            f"Of the {task}s " + "the frozen body gets {frozen:.0%}, tuned"
            " {tuned:.0%}, scratch {scratch:.0%}.".format(**right))
    def ahead(task, one, other, points):
        return lab.share(run[task, one] >= run[task, other] + points / 100
                         for run in runs)
    return {
        "saves": ahead("end", "frozen", "scratch", 25),
        "random": ahead("end", "frozen", "random", 25),
        "freeze": ahead("end", "frozen", "tuned", 2),
        "hurts": ahead("start", "scratch", "frozen", 15),
        "repaired": ahead("start", "tuned", "frozen", 15)}
