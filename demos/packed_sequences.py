"""Packing spares memory, little or no time, and makes the answers right.

32 sentences of 2 to 100 words in one batch of 32 x 100 are mostly pads.  To
pack is to lay the real words out step by step, longest sentence first, with
a note of how many sentences are still running:

    d a f          data          d b a  a c  f
    b c       ->   batch_sizes   3      2    1        no pads
    a

Right: the outputs are those of each sentence run alone.  With pads, those
of a forward net are too, since the pads come after.  A backward net meets
the pads FIRST, and carries their trace into every word.

Memory: as much is saved as there were pads.  Time: one real step in 5 ought
to train 5 times as fast.  On a CPU it comes nowhere near.  Each step is a
slice whose gradient is written into a copy of the whole batch, and an LSTM
loses its fused kernel on x86: packed it is slower than with all its pads.
Sorted by length into 4 padded batches it is faster than either.
"""

import time

import torch
from torch import nn
from torch.nn.utils import rnn as seq

CLAIMS = {  # lowest, highest, in words: median of the seeds, or a share
    "packed": (0.0, 1e-5, "distance of packed outputs to each run alone"),
    "forward": (0.0, 1e-5, "padded: distance of the forward half"),
    "backward": (0.02, 2.0, "padded: distance of the backward half"),
    "memory": (0.85, 1.15, "GRU: memory saved / steps saved"),
    "gru": (0.9, 1.0, "share of seeds at less than half the hoped speed"),
    "lstm": (0.9, 1.0, "the same share for an LSTM"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "spread": (1.0, 0.0, "of log length; at 0 no pads, nothing to repair"),
    "hidden": (64, 256, "size of the state; it pays more, and not enough"),
}
WORD, BATCH, BUCKETS = 32, 32, 4

def batch(seed, spread):
    """x (batch, time, word), lengths n; most sentences have about 12."""
    torch.manual_seed(seed)
    n = (2.5 + spread * torch.randn(BATCH)).exp().long().clamp(2, 100)
    return torch.randn(BATCH, n.max(), WORD), n

def real(x, n):
    return torch.arange(x.shape[1]) < n[:, None]              # (batch, time)

def pack(x, n):
    return seq.pack_padded_sequence(x, n, True, enforce_sorted=False)

def distances(x, n):
    """Outputs at real steps to those of the sentences, each run alone."""
    x, net = x * real(x, n)[..., None], nn.LSTM(
        WORD, 16, batch_first=True, bidirectional=True)
    with torch.no_grad():
        alone = [net(s[None, :k])[0][0] for s, k in zip(x, n, strict=True)]
        packed = seq.pad_packed_sequence(net(pack(x, n))[0], True)[0]
        packed, padded = ((y[real(x, n)] - torch.cat(alone)).abs()
                          for y in (packed, net(x)[0]))         # (real, 32)
    return {"packed": packed.max(), "forward": padded[:, :16].max(),
            "backward": padded[:, 16:].max()}

def padded(net, x, n):
    net(x)[0][real(x, n)].sum().backward()

def packed(net, x, n):
    net(pack(x, n))[0].data.sum().backward()

def buckets(net, x, n):
    for rows in n.argsort().chunk(BUCKETS):
        padded(net, x[rows, :n[rows].max()], n[rows])

def seconds(train, *how):
    """CPU time of a pass forward and backward, the best of 4."""
    times = []
    for _ in range(4):
        start = time.process_time()
        train(*how)
        times.append(time.process_time() - start)
    return min(times)

def memory(train, *how):
    """Bytes kept from the pass forward for the pass backward."""
    kept = {}
    def keep(t):
        kept[t.untyped_storage().data_ptr()] = t.untyped_storage().nbytes()
        return t
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda t: t):
        train(*how)
    return sum(kept.values())

def run(seed, spread, hidden):
    """Distances, and padded / packed: steps, memory and time."""
    x, n = batch(seed, spread)
    found = distances(x, n) | {"steps": BATCH * n.max() / n.sum()}
    for name, cell in ("GRU", nn.GRU), ("LSTM", nn.LSTM):
        how = cell(WORD, hidden, batch_first=True), x, n
        found[name + " memory"] = memory(padded, *how) / memory(packed, *how)
        slow = seconds(padded, *how)
        found[name + " speed"] = slow / seconds(packed, *how)
    found["4 buckets"] = slow / seconds(buckets, *how)
    return {k: float(v) for k, v in found.items()}

def measure(lab):
    how = lab.knob("spread"), lab.knob("hidden")
    runs = [run(s, *how) for s in lab.track(lab.seeds, "padded, packed")]
    m = {k: lab.median(r[k] for r in runs) for k in runs[0]}
    lab.bars("padded / packed: steps, memory, time", {
        k: m[k] for k in list(m)[3:]}, mark=(1, "nothing saved"))
    lab.reading(
        f"One step in {m['steps']:.1f} is real. Packed, the GRU keeps"
        f" {m['GRU memory']:.1f} times less in memory and trains at"
        f" {m['GRU speed']:.2f} times the speed, the LSTM at"
        f" {m['LSTM speed']:.2f}; in {BUCKETS} buckets the LSTM trains at"
        f" {m['4 buckets']:.2f} times the speed of one padded batch.")
    memory = lab.median(r["GRU memory"] / r["steps"] for r in runs)
    return {k: m[k] for k in ("packed", "forward", "backward")} | {
        cell: lab.share(r[f"{cell.upper()} speed"] < r["steps"] / 2
                        for r in runs) for cell in ("gru", "lstm")} | {
        "memory": memory}
