"""A plain encoder-decoder says short strings right and loses long ones.

Two nets, joined by one vector.  The encoder reads the source and says
nothing; its last state is all that the decoder gets, and the decoder spells
the answer letter by letter, fed with what it said last:

    (h, c)  = LSTM(source)                        whatever the length
    s_t     = LSTM(y_(t-1), s_(t-1))              s_0 = (h, c)
    y_t     = argmax softmax(W s_t)               y_0 = a start sign

Source and answer may differ in length, order and alphabet: hence its use in
translation.  But two letters or ten, the vector has the same size.  Here
the answer is the source itself, so that all there is to do is remember.

What opens the neck: a wider state.  And a trick: feed the source *reversed*
(Sutskever et al.).  The average distance between a letter and its copy
stays, yet the first answers are now near, and get the training going.

What removes it: attention, which keeps every state.  See `attention`.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PAPER = "Sutskever et al. 2014 (reversed); Cho et al. 2014 (bottleneck)"

CLAIMS = {  # lowest, highest, in words
    "short": (0.9, 1.0, "share of seeds >= 85% of strings right: 3 letters"),
    "long": (0.0, 0.1, "share of seeds >= 20% of strings right: 10"),
    "reversed": (0.9, 1.0, "share of seeds >= 5 points over straight, at 6"),
    "width": (0.9, 1.0, "share of seeds >= 15 points over H = 16, at 6"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "width": (64, 8, "H, the size of the vector; at 8 three are too many"),
    "flip": (True, False, "read the source reversed; without: no gain"),
}
LETTERS, START, BATCH, UPDATES, LR = 10, 10, 32, 150, 0.008
SIZES = [2, 3, 4, 5, 6, 8, 10]           # letters in a string, to be tested

class Net(nn.Module):
    def __init__(self, H):
        super().__init__()
        self.read = nn.Embedding(LETTERS, 32)
        self.said = nn.Embedding(LETTERS + 1, 32)
        self.encoder, self.decoder = nn.LSTM(32, H), nn.LSTM(32, H)
        self.head = nn.Linear(H, LETTERS)

    def encode(self, x):
        return self.encoder(self.read(x))[1]             # h and c at the end

    def decode(self, y, state):
        s, state = self.decoder(self.said(y), state)     # (T, batch, H)
        return self.head(s), state

def train(seed, H, flip):
    torch.manual_seed(seed)
    net = Net(H)
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for update in range(UPDATES):
        adam.param_groups[0]["lr"] = LR * min(1, 2 - 2 * update / UPDATES)
        T = torch.randint(2, 11, ()).item()
        y = torch.randint(0, LETTERS, (T, BATCH))
        said = torch.cat([torch.full((1, BATCH), START), y[:-1]])
        scores, _ = net.decode(said, net.encode(y.flip(0) if flip else y))
        E = cross_entropy(scores.flatten(0, 1), y.flatten())
        adam.zero_grad()
        E.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
    return net

@torch.no_grad()
def right(net, T, flip):
    """Share of letters right, and of whole strings, of T letters each."""
    y = torch.randint(0, LETTERS, (T, 300))
    state, said = net.encode(y.flip(0) if flip else y), []
    letter = torch.full((1, 300), START)
    for _ in range(T):
        scores, state = net.decode(letter, state)
        letter = scores.argmax(-1)
        said.append(letter)
    same = torch.cat(said) == y
    return same.float().mean().item(), same.all(0).float().mean().item()

def measure(lab):
    width, flip = lab.knob("width"), lab.knob("flip")
    settings = {f"H = {width}": (width, flip), "straight": (width, False),
                "H = 16": (16, flip)}
    runs = []                                  # setting, seed, length, share
    for name, (H, turned) in settings.items():
        nets = (train(s, H, turned) for s in lab.track(lab.seeds, name))
        runs.append([[right(net, T, turned) for T in SIZES] for net in nets])
    curves = [[(T, lab.median(run[i][1] for run in found))
               for i, T in enumerate(SIZES)] for found in runs]
    lab.lines("share of strings all right",
              dict(zip(settings, curves, strict=True)), "letters")
    six = [[run[4][0] for run in found] for found in runs]
    a, b, c = (f"{lab.median(shares):.0%}" for shares in six)
    lab.reading(
        f"With H = {width} {curves[0][1][1]:.0%} of the strings of 3"
        f" letters come back whole, of 10 letters {curves[0][-1][1]:.0%}; of"
        f" 6 it says {a} of the letters right, {b} where the source is not"
        f" reversed, {c} with H = 16.")
    return {
        "short": lab.share(run[1][1] >= 0.85 for run in runs[0]),
        "long": lab.share(run[-1][1] >= 0.2 for run in runs[0]),
        "reversed": lab.share(x >= y + 0.05
                              for x, y in zip(*six[:2], strict=True)),
        "width": lab.share(x >= y + 0.15
                           for x, y in zip(*six[::2], strict=True))}
