"""Elman's net remembers what it likes, Jordan's only what its output said.

Two simple recurrent nets, older than the LSTM.  They differ in what comes
back at the next step:

    Elman     h_t = tanh(W x_t + U h_(t-1) + b)     the hidden state
    Jordan    h_t = tanh(W x_t + U y_(t-1) + b)     the output, y = V h

So the task decides.  Both read random bits:

    echo      say the bit of two steps ago.  What was said last, the bit of
              three steps ago, tells nothing about the bits in between:
              there is no room for them.
    parity    say if the number of 1s so far is odd.  What was said last is
              all one needs to know: the output IS the state.

Echo is learned by Elman's net alone, parity by both; Jordan's has 65 weights
to 305 and, trained on 8 steps, still does it after 100.

Its own output is a real number: it smuggles some of the past in the digits
and beats a coin at echo.  Trained on the true answers (--feed true, teacher
forcing) it cannot.  An LSTM is an Elman net with a second, gated state.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

PAPER = "Elman, Finding structure in time, 1990; Jordan, Serial order, 1986"

CLAIMS = {  # lowest, highest, in words; share of seeds right in >= 95%
    "echo_elman": (0.9, 1.0, "share of seeds that learn echo: Elman"),
    "echo_jordan": (0.35, 0.8, "echo, Jordan: accuracy, median"),
    "parity_elman": (0.9, 1.0, "share of seeds that learn parity: Elman"),
    "parity_jordan": (0.9, 1.0, "parity, Jordan, 100 steps after 8"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "delay": (2, 0, "echo of how long ago; 0 needs no memory, Jordan can"),
    "feed": ("own", "true", "Jordan's feedback in training: own or true y"),
}
H, T, BATCH, UPDATES, LR = 16, 8, 32, 180, 0.02

def batch(task, steps, size, delay, rng):
    """x, -1 or 1, and y, 0 or 1, both (time, batch)."""
    x = torch.randint(0, 2, (steps, size), generator=rng)
    y = (x.cumsum(0) % 2 if task == "parity" else
         torch.cat([x.new_zeros(delay, size), x[:steps - delay]]))
    return 2.0 * x - 1, y.float()

def network(kind):
    back = nn.Linear(H if kind == "Elman" else 1, H, bias=False)
    if kind == "Elman":
        nn.init.orthogonal_(back.weight)
    return nn.ModuleList([nn.Linear(1, H), back, nn.Linear(H, 1)])

def read(net, kind, x, truth=None):
    """Scores (time, batch).  Jordan's net hears itself, or the truth."""
    (W, U, V), said = net, []
    back = x.new_zeros(x.shape[1], U.in_features)
    for t, x_t in enumerate(x[..., None]):                      # (batch, 1)
        h = torch.tanh(W(x_t) + U(back))                        # (batch, H)
        said.append(V(h))                                       # (batch, 1)
        output = said[-1].tanh() if truth is None else truth[t, :, None]
        back = h if kind == "Elman" else output
    return torch.stack(said)[..., 0]

def train(kind, task, delay, feed, seed):
    """Accuracy on sequences of 8 and of 100 steps, own output fed back."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    net, row = network(kind), 0
    adam = torch.optim.Adam(net.parameters(), LR, fused=True)
    for _ in range(UPDATES):                       # or until it is learned
        x, y = batch(task, T, BATCH, delay, rng)
        scores = read(net, kind, x, 2 * y - 1 if feed == "true" else None)
        E = binary_cross_entropy_with_logits(scores, y)
        adam.zero_grad()
        E.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        row = row + 1 if E.item() < 0.03 else 0
        if row == 5:
            break
    tests = [batch(task, steps, 300, delay, rng) for steps in (T, 100)]
    return [((read(net, kind, x) > 0) == (y > 0))[delay:].double().mean()
            for x, y in tests]

def measure(lab):
    delay, feed = lab.knob("delay"), lab.knob("feed")
    runs = {(task, kind): [train(kind, task, delay, feed, seed) for seed in
                           lab.track(lab.seeds, f"{task} {kind}")]
            for task in ("echo", "parity") for kind in ("Elman", "Jordan")}
    bars = {f"{task} {kind}": lab.median(short for short, _ in run)
            for (task, kind), run in runs.items()}
    lab.bars("share right", bars, mark=(0.5, "a coin flip"))
    far = [long for _, long in runs["parity", "Jordan"]]
    lab.reading(
        f"Echo: Elman's net is right in {bars['echo Elman']:.0%}, Jordan's in"
        f" {bars['echo Jordan']:.0%}; parity: Jordan's in"
        f" {bars['parity Jordan']:.0%}, and over 100 steps in"
        f" {lab.median(far):.0%}.")
    echo, parity = ([right for right, _ in runs[task, "Elman"]]
                    for task in ("echo", "parity"))
    return {
        "echo_elman": lab.share(right >= 0.95 for right in echo),
        "echo_jordan": bars["echo Jordan"],
        "parity_elman": lab.share(right >= 0.95 for right in parity),
        "parity_jordan": lab.share(right >= 0.95 for right in far)}
