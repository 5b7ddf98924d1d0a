"""A decoder that looks back at every step gets through where one state can't.

An encoder reads the source into states h_1 .. h_S.  A plain decoder is given
the last one.  With attention it asks all of them again at every step t, each
time with another question, its own state s_t:

    e_ti     = h_i . W s_t              how well does h_i answer s_t?
    alpha_ti = softmax_i(e_ti)          weights, together 1
    c_t      = sum_i alpha_ti h_i       the context, read beside s_t

All of it is differentiable: where to look is learned by the loss.

The task: a word is a kind, A to G, and a digit; the source has every kind
once, in any order; the answer is the digits from A to G:

    B4 A0 F7 C1 D4 G3 E6   ->   0 4 1 4 6 7 3

The control is the same net, alpha nailed to the last state.  It learns the
task with 3 kinds.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnquiz.training import adam

PAPER = "Bahdanau et al. 2015; the score: Luong et al. 2015"
CLAIMS = {  # lowest, highest, in words
    "attention": (0.9, 1.0, "share of seeds >= 70% of answers all right"),
    "last": (0.0, 0.1, "share of seeds >= 20%: the last state alone"),
    "short": (0.9, 1.0, "share of seeds >= 70%: it alone, with 3 kinds"),
    "looks": (0.85, 1.0, "share of looks at the right word, median"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "kinds": (7, 3, "length of the source; at 3 one state is enough"),
    "focus": (1.0, 0.0, "factor on e; at 0 it sees only the mean state"),
}
DIGITS, START, H, BATCH, UPDATES = 8, 8, 48, 32, 120

class Net(nn.Module):
    def __init__(self, kinds, focus):
        super().__init__()
        self.kind, self.digit, self.said = (
            nn.Embedding(n, H) for n in (kinds, DIGITS, START + 1))
        self.encoder, self.decoder = nn.GRU(H, H), nn.GRU(H, H)
        self.W, self.head = nn.Linear(H, H), nn.Linear(2 * H, DIGITS)
        self.focus = focus                        # None: the last state only

    def encode(self, kind, digit):
        return self.encoder(self.kind(kind) + self.digit(digit))

    def decode(self, said, state, h):                        # h (S, batch, H)
        s, state = self.decoder(self.said(said), state)      # (T, batch, H)
        if self.focus is None:
            alpha = torch.zeros(len(s), len(h), s.shape[1])
            alpha[:, -1] = 1
        else:
            e = torch.einsum("sbh,tbh->tsb", h, self.W(s))
            alpha = (self.focus * e).softmax(1)
        c = torch.einsum("tsb,sbh->tbh", alpha, h)
        return self.head(torch.cat([s, c], -1)), state, alpha

def batch(kinds, n):
    """Kinds and digits of the source, and the answer, each (kinds, n)."""
    kind = torch.rand(kinds, n).argsort(0)
    answer = torch.randint(0, DIGITS, (kinds, n))
    return kind, answer.gather(0, kind), answer

def train(seed, kinds, focus):
    torch.manual_seed(seed)
    net, low = Net(kinds, focus), 0
    step = adam(net, lr=0.01, clip=1.0)
    for _ in range(UPDATES):
        kind, digit, y = batch(kinds, BATCH)
        h, state = net.encode(kind, digit)
        said = torch.cat([torch.full((1, BATCH), START), y[:-1]])
        scores, _, _ = net.decode(said, state, h)           # (T, batch, 8)
        E = step(cross_entropy(scores.flatten(0, 1), y.flatten()))
        low = low + 1 if E < 0.05 else 0
        if low == 5:
            break
    return net

@torch.no_grad()
def answer(net, kind, digit):
    """What it says, digit by digit, and where it looked at each step."""
    h, state = net.encode(kind, digit)
    said, alphas = [torch.full_like(kind[:1], START)], []
    for _ in kind:
        y, state, alpha = net.decode(said[-1], state, h)
        said.append(y.argmax(-1))
        alphas.append(alpha)
    return torch.cat(said[1:]), torch.cat(alphas)           # (T, S, batch)

def judge(seed, kinds, focus):
    """Shares of answers all right and of looks right; one map to draw."""
    net = train(seed, kinds, focus)
    kind, digit, y = batch(kinds, 300)
    said, alpha = answer(net, kind, digit)
    right = (said == y).all(0).float().mean().item()
    looks = (alpha.argmax(1) == kind.argsort(0)).float().mean().item()
    words = [f"{'ABCDEFGHIJKL'[k]}{d}" for k, d in zip(
        kind[:, 0].tolist(), digit[:, 0].tolist(), strict=True)]
    return right, looks, (alpha[..., 0].tolist(), said[:, 0].tolist(), words)

def measure(lab):
    kinds, focus = lab.knob("kinds"), lab.knob("focus")
    settings = {"attention": (kinds, focus), "short": (3, None),
                "last": (kinds, None)}
    right = {}
    for name, how in settings.items():
        runs = [judge(seed, *how) for seed in lab.track(lab.seeds, name)]
        right[name] = [run[0] for run in runs]
        if name == "attention":
            looks, example = lab.median(run[1] for run in runs), runs[0][2]
            lab.heatmap("alpha: a row for each digit said", *example)
    typical = {name: f"{lab.median(r):.0%}" for name, r in right.items()}
    lab.reading(
        f"At {looks:.0%} of its steps attention looks most at the word it"
        " needs; {attention} of its answers are all right, {last} with the"
        " last state alone, {short} with 3 kinds.".format(**typical))
    least = {"attention": 0.7, "last": 0.2, "short": 0.7}
    return {"looks": looks, **{name: lab.share(r >= least[name] for r in rs)
                               for name, rs in right.items()}}
