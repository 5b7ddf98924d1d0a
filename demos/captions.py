"""A captioner that looks again at each word names scenes it has never seen.

The picture is 7 x 21 pixels with one to three shapes in a row; the caption
names them from left to right, and ends.  A convolution turns the picture
into features v_1 ... v_8, one for every few columns.  An LSTM writes:

    fixed vector   h_0 = relu(W [v_1 ... v_8]); from then on it is blind
    attention      the same, and at every word it looks again:
                   a_i = softmax_i(h_t . (U v_i + p_i)),  seen = sum a_i v_i
                   and the word comes from h_t and what it has seen

30 of the 155 captions are held out: known shapes, new combinations.  With
attention h_t only has to know where to look; the fixed vector must carry
whole combinations.  Where the net looked can be read from a.  The control
shows it another picture, and the caption is wrong: it says what it sees.
"""

from itertools import product

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad

from rnnquiz.training import adam

PAPER = "Xu et al., Show, Attend and Tell, 2015; Vinyals et al. 2015"
CLAIMS = {  # new combinations, medians of the seeds: lowest, highest
    "attention": (0.9, 1.0, "captions all right: attention"),
    "fixed": (0.0, 0.75, "the same: one fixed vector"),
    "look": (0.9, 1.0, "words whose largest weight lies on their shape"),
    "swapped": (0.0, 0.15, "attention, but shown another picture"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "noise": (0.1, 1.0, "noise on the pixels; at 1 shapes drown"),
    "held": (30, 130, "captions held out; 130 leave 25 to learn from"),
}
SHAPES = {"square": "1111110001100011000111111",
          "cross": "0010000100111110010000100",
          "bar": "0000011111111111111100000",
          "x": "1000101010001000101010001",
          "ell": "1000010000100001000011111"}
WORDS = ["end", *SHAPES]
STAMPS = [np.reshape([*map(int, dots)], (5, 5)) for dots in SHAPES.values()]
LOOKS, LONGEST, UPDATES = 8, 4, 180

def scenes(captions, size, noise, rng):
    """Pictures (size, 1, 7, 21), words (size, 4), columns of the shapes."""
    pictures = noise * rng.normal(size=(size, 1, 7, 21))
    words, at = np.zeros((size, LONGEST), int), -np.ones((size, LONGEST), int)
    for n, pick in enumerate(rng.integers(len(captions), size=size)):
        slots = sorted(rng.choice(3, len(captions[pick]), replace=False))
        for k, shape in enumerate(captions[pick]):
            x, y = 7 * slots[k] + rng.integers(3), rng.integers(3)
            pictures[n, 0, y:y + 5, x:x + 5] += STAMPS[shape]
            words[n, k], at[n, k] = shape + 1, x
    return torch.tensor(pictures).float(), torch.tensor(words), at

class Captioner(nn.Module):
    def __init__(self, attends, C=20, H=40):
        super().__init__()
        self.attends = attends
        self.see = nn.Sequential(nn.Conv2d(1, C, 5), nn.ReLU(),
                                 nn.MaxPool2d(3, (3, 2)), nn.Flatten(2))
        self.embed, self.rnn = nn.Embedding(6, 16), nn.LSTM(16, H)
        self.out = nn.Linear(H + C, 6)
        self.W, self.U = nn.Linear(C * LOOKS, H), nn.Linear(C, H)
        self.p = nn.Parameter(torch.randn(LOOKS, H) / 4)

    def forward(self, pictures, words):
        """Scores of the next words, and a (batch, time, LOOKS)."""
        v = self.see(pictures).mT                              # (batch, 8, C)
        start = self.W(v.flatten(1)).relu()[None]
        h, _ = self.rnn(self.embed(words.T), (start, 0 * start))
        h = h.transpose(0, 1)                               # (batch, time, H)
        a = (h @ (self.U(v) + self.p).mT).softmax(2) * self.attends
        return self.out(torch.cat([h, a @ v], 2)), a

    @torch.no_grad()
    def write(self, pictures):
        words = torch.zeros(len(pictures), 1, dtype=torch.long)
        for _ in range(LONGEST):
            scores, a = self(pictures, words)
            words = torch.cat([words, scores[:, -1:].argmax(2)], 1)
        return words[:, 1:], a

def train(attends, pictures, words, seed):
    torch.manual_seed(seed)
    net = Captioner(attends)
    step = adam(net, lr=0.012, falls=UPDATES)
    for i in torch.randint(len(pictures), (UPDATES, 24)):
        scores, _ = net(pictures[i], pad(words[i, :-1], (1, 0)))
        step(cross_entropy(scores.flatten(0, 1), words[i].flatten()))
    return net

def run(seed, noise, held):
    rng = np.random.default_rng(seed)
    captions = [c for n in (1, 2, 3) for c in product(range(5), repeat=n)]
    order = [captions[i] for i in rng.permutation(len(captions))]
    x, words, _ = scenes(order[held:], 1200, noise, rng)
    pictures, truth, at = scenes(order[:held], 300, noise, rng)
    net, fixed = (train(attends, x, words, seed) for attends in (True, False))
    said, a = net.write(pictures)
    there = np.abs(2 * a.argmax(2).numpy() + 1 - at)[at >= 0] <= 2
    wrote = said, fixed.write(pictures)[0], net.write(pictures.roll(1, 0))[0]
    right = [(w == truth).all(1).float().mean().item() for w in wrote]
    i = (truth > 0).sum(1).argmax()            # an example with three shapes
    return (*right, there.mean()), (pictures[i, 0], said[i], a[i])

def measure(lab):
    runs = []
    for seed in lab.track(lab.seeds, "two captioners"):
        numbers, found = run(seed, lab.knob("noise"), lab.knob("held"))
        runs.append(numbers)
        if seed == lab.seeds[0]:
            picture, said, a = found
            names = [f"{n} {WORDS[w]}" for n, w in enumerate(said, 1)]
            lab.sample("a new combination, and what it says", (
                "".join(".#"[dot > 0.5] for dot in row) for row in picture))
            lab.heatmap("where each word looks", a, names, range(1, 9))
    net, fixed, swapped, look = map(lab.median, zip(*runs, strict=True))
    lab.reading(
        f"Of new combinations the net with attention writes {net:.0%} right,"
        f" the fixed vector {fixed:.0%}; {look:.0%} of its words look at the"
        f" shape they name.  Another picture: {swapped:.0%}.")
    return dict(zip(CLAIMS, (net, fixed, look, swapped), strict=True))
