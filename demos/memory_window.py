"""A window forgets at its edge; a state of eight numbers goes on remembering.

The task: now and then a command comes, +1 or -1, else 0.  Say at every step
which came last.

    reads    +  0  0  0  -  0  0  0  0  0  0  0  0  0  +
    says     +  +  +  +  -  -  -  -  -  -  -  -  -  -  +

A feed-forward net sees the present only.  Give it the last W steps as inputs
and inside that window it is perfect: for a short, known past nothing is
wrong with it.  One step beyond it can only guess.  A longer window needs
more weights, and there is always a wait that is longer.

    MLP    y_t = f(x_t, x_(t-1), ... x_(t-W+1))    1441 weights at W = 10
    RNN    h_t = f(x_t, h_(t-1))                   97, for any length

The RNN sees one step, and its own state.  Trained on sequences of 20 steps,
it holds the last command for hundreds: two states keep themselves, one for
each.  (That a tanh net can hold a bit does not mean that it learns to over a
long lag: long_memory shows that it fails.  Here the first lags are short.)
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, pad

PAPER = "Elman, Finding structure in time, 1990"

CLAIMS = {  # share of steps that are right, median of the seeds: low, high
    "inside": (0.97, 1.0, "window of 10, command at most 9 steps ago"),
    "beyond": (0.35, 0.65, "window of 10, 10 to 19 steps ago: a coin flip"),
    "rnn": (0.97, 1.0, "RNN, 10 to 19 steps ago"),
    "rnn_far": (0.97, 1.0, "RNN, 100 steps ago and more, trained on 20"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "window": (10, 20, "W; at 20 the edge moves there"),
    "updates": (120, 10, "training; after 10 the RNN knows only the present"),
}
T, BATCH, H, LR = 20, 32, 8, 0.02

def window(W):
    """An MLP that reads the last W steps at every step."""
    net = nn.Sequential(nn.Linear(W, 32), nn.ReLU(), nn.Linear(32, 32),
                        nn.ReLU(), nn.Linear(32, 1))
    def read(x):                                      # (time, batch)
        seen = pad(x, (0, 0, W - 1, 0)).unfold(0, W, 1)
        return net(seen)[..., 0]                      # of (time, batch, W)
    return net, read

def recurrent():
    rnn, head = nn.RNN(1, H), nn.Linear(H, 1)
    def read(x):                                      # (time, batch)
        return head(rnn(x[..., None])[0])[..., 0]
    return nn.ModuleList([rnn, head]), read

def batch(steps, size, rate, rng):
    """x, the last command (0 or 1) and the steps since, each (T, batch)."""
    command = torch.rand(steps, size, generator=rng) < rate
    command[0] = True
    bit = torch.randint(0, 2, (steps, size), generator=rng)
    now = torch.arange(steps)[:, None]
    last = (now * command).cummax(0).values
    return command * (2.0 * bit - 1), bit.gather(0, last), now - last

def train(make, seed, updates):
    """Right or wrong, and the wait, for 40,000 steps with rare commands."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    net, read = make()
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for _ in range(updates):
        x, y, _ = batch(T, BATCH, 0.1, rng)
        adam.zero_grad()
        binary_cross_entropy_with_logits(read(x), y.float()).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
    with torch.no_grad():
        x, y, wait = batch(400, 100, 0.02, rng)
        return ((read(x) > 0) == (y > 0)).double(), wait

def measure(lab):
    W, updates = lab.knob("window"), lab.knob("updates")
    nets = {f"window {W}": lambda: window(W), "RNN": recurrent}
    runs = {name: [train(make, seed, updates)
                   for seed in lab.track(lab.seeds, name)]
            for name, make in nets.items()}
    def share(name, low, high):
        return lab.median(right[(low <= wait) & (wait < high)].mean()
                          for right, wait in runs[name])
    curves = {name: [share(name, k, k + 1) for k in range(40)]
              for name in runs} | {"a coin flip": [0.5] * 40}
    lab.lines("share right, by steps since the command", curves, "steps ago")
    mlp, rnn = runs
    found = {"inside": share(mlp, 0, 10), "beyond": share(mlp, 10, 20),
             "rnn": share(rnn, 10, 20), "rnn_far": share(rnn, 100, 400)}
    lab.reading(
        f"A command 10 to 19 steps ago: the window of {W} is right in"
        f" {found['beyond']:.0%}, the RNN in {found['rnn']:.0%}, and in"
        f" {found['rnn_far']:.0%} where it came 100 steps ago or more.")
    return found
