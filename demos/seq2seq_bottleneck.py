"""A plain encoder-decoder says short strings right and loses long ones.

The encoder's last state is all that the decoder gets:

    (h, c) = LSTM(source)        s_0 = (h, c)     y_0 = a start sign
    s_t = LSTM(y_(t-1), s_(t-1))      y_t = argmax softmax(W s_t)

Here the answer is the source: two letters or ten, the vector has to hold
them.  A wider state opens the neck; so does a source read *reversed*: the
first answers are near.  Attention, which keeps every state, removes it.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "Sutskever et al. 2014 (reversed); Cho et al. 2014 (bottleneck)"
CLAIMS = {  # share of strings copied whole, median: lowest, highest, in words
    "short": (0.85, 1.0, "share of strings of 3 letters copied whole"),
    "long": (0.0, 0.2, "the same, strings of 10"),
    "reversed": (0.05, 1.0, "gain at 6 letters over a source not reversed"),
    "width": (0.15, 1.0, "gain at 6 letters over a state of 16 numbers"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "width": (64, 8, "H, the size of the vector; at 8 three are too many"),
    "flip": (True, False, "read the source reversed; without: no gain"),
}
SIZES = [2, 3, 4, 5, 6, 8, 10]                         # letters in a string

class Net(nn.Module):
    def __init__(self, H):
        super().__init__()
        self.read, self.hear = nn.Embedding(11, 32), nn.Embedding(11, 32)
        self.encoder, self.decoder = nn.LSTM(32, H), nn.LSTM(32, H)
        self.head = nn.Linear(H, 11)

    def forward(self, x, y=None):
        """Scores (time, batch, 11); it hears y, or else what it said."""
        state = self.encoder(self.read(x))[1]            # h and c at the end
        last, scores = torch.zeros_like(x[:1]), []       # 0: the start sign
        if y is not None:
            heard = self.hear(torch.cat([last, y[:-1]]))
            return self.head(self.decoder(heard, state)[0])
        for _ in x:
            s, state = self.decoder(self.hear(last), state)
            scores.append(self.head(s))
            last = scores[-1].argmax(-1)
        return torch.cat(scores)

def copied(seed, H, flip):
    """The share of strings that come back whole, by their length."""
    torch.manual_seed(seed)
    net, found = Net(H), {}
    step = adam(net, lr=0.008, clip=1.0, falls=150)
    for _ in range(150):
        y = torch.randint(1, 11, (torch.randint(2, 11, ()).item(), 32))
        scores = net(y.flip(0) if flip else y, y)
        step(cross_entropy(scores.flatten(0, 1), y.flatten()))
    for T in SIZES:
        y = torch.randint(1, 11, (T, 300))
        right = net(y.flip(0) if flip else y).argmax(-1) == y
        found[T] = right.all(0).float().mean().item()
    return found

def measure(lab):
    H, flip = lab.knob("width"), lab.knob("flip")
    nets = {"wide": (H, flip), "straight": (H, False), "narrow": (16, flip)}
    runs = {k: [copied(s, *net) for s in lab.track(lab.seeds, k)]
            for k, net in nets.items()}
    found = {k: [(T, lab.median(r[T] for r in run)) for T in SIZES]
             for k, run in runs.items()}
    lab.lines("share of strings copied whole", found, "letters")
    wide, straight, narrow = map(dict, found.values())
    lab.reading(
        f"Whole: {wide[3]:.0%} of 3 letters, {wide[10]:.0%} of 10; of 6"
        f" {wide[6]:.0%}, straight {straight[6]:.0%}, H=16 {narrow[6]:.0%}.")
    return {"short": wide[3], "long": wide[10],
            "reversed": wide[6] - straight[6], "width": wide[6] - narrow[6]}
