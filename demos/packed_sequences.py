"""Packing spares memory, little or no time, and makes the answers right.

Sentences of 2 to 100 words in one batch of 32 x 100 are mostly pads.  To pack
is to lay the real words out step by step, longest sentence first:

    d a f          data          d b a  a c  f
    b c       ->   batch_sizes   3      2    1        no pads
    a

Right: the outputs are those of each sentence run alone.  With pads those of
a forward net are too: pads come after.  A backward net meets the pads FIRST,
and carries their trace into every word.

Memory: as much is saved as there were pads.  Time: one real step in 5 ought
to train 5 times as fast.  On a CPU it does not: each step is a slice whose
gradient is written into a copy of the whole batch, and an LSTM loses its
fused kernel on x86: packed it is slower than with its pads.
"""

from time import process_time
from timeit import repeat

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

def batch(seed, spread):
    """x (batch, time, word), lengths n, and where the real words are."""
    torch.manual_seed(seed)
    n = (2.5 + spread * torch.randn(32)).exp().long().clamp(2, 100)
    real = torch.arange(n.max()) < n[:, None]                 # (batch, time)
    return torch.randn(*real.shape, 32) * real[..., None], n, real

def padded(net, x, n):
    return net(x)[0]                                  # (batch, time, hidden)

def packed(net, x, n):
    x = seq.pack_padded_sequence(x, n, True, enforce_sorted=False)
    return seq.pad_packed_sequence(net(x)[0], True)[0]

def memory(train, *how):
    """Bytes kept from the pass forward for the pass backward."""
    kept = {}
    def keep(t):
        kept[t.untyped_storage().data_ptr()] = t.untyped_storage().nbytes()
        return t
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda t: t):
        train(*how)
    return sum(kept.values())

def seconds(train, *how):
    """CPU time of a pass forward and backward, the best of 5."""
    return min(repeat(lambda: train(*how), timer=process_time, number=1))

def run(seed, spread, hidden):
    """Distances, and what packing gains as a share of the steps it saves."""
    x, n, real = batch(seed, spread)
    net = nn.LSTM(32, 16, batch_first=True, bidirectional=True)
    alone = torch.cat([net(s[:k])[0] for s, k in zip(x, n, strict=True)])
    far = [(outputs(net, x, n)[real] - alone).detach().abs()
           for outputs in (packed, padded)]                 # (real, 2 * 16)
    steps = real.numel() / real.sum()
    def train(outputs, net):
        outputs(net, x, n)[real].sum().backward()
    def gain(cost, cell):
        net = cell(32, hidden, batch_first=True)
        return cost(train, padded, net) / cost(train, packed, net) / steps
    return {"packed": far[0].max(), "forward": far[1][:, :16].max(),
            "backward": far[1][:, 16:].max(), "memory": gain(memory, nn.GRU),
            "gru": gain(seconds, nn.GRU), "lstm": gain(seconds, nn.LSTM),
            "steps": steps}

def measure(lab):
    how = lab.knob("spread"), lab.knob("hidden")
    runs = [run(s, *how) for s in lab.track(lab.seeds, "padded, packed")]
    m = {name: lab.median(run[name] for run in runs) for name in runs[0]}
    lab.bars("gained by packing / steps saved", {
        "GRU memory": m["memory"], "GRU speed": m["gru"],
        "LSTM speed": m["lstm"]}, mark=(1, "hoped for"))
    lab.reading(
        "One step in {steps:.1f} is real. Of this gain packing gives the GRU"
        " {memory:.0%} in memory and {gru:.0%} in speed, the LSTM {lstm:.0%}"
        " in speed.".format(**m))
    return {claim: m[claim] for claim in CLAIMS} | {
        cell: lab.share(run[cell] < 0.5 for run in runs)
        for cell in ("gru", "lstm")}
