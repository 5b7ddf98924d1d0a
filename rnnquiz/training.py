"""The update that the demos share: one step of Adam on a loss.  Knows no task and no network."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn


def adam(
    *nets: "nn.Module", lr: float, clip: float | None = None, falls: int | None = None
) -> Callable[["Tensor"], float]:
    """A function `step(loss)`: back-propagate, update the weights of all nets, return the loss as a number.

    Adam (Kingma & Ba 2015) with rate `lr`.  `clip` is the largest norm of the whole gradient (Pascanu et
    al. 2013); `falls` the number of updates over which the rate falls in a line to a twentieth.
    """
    import torch

    weights = [weight for net in nets for weight in net.parameters()]
    optimizer = torch.optim.Adam(weights, lr, fused=True)
    rate = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.05, falls) if falls else None

    def step(loss: "Tensor") -> float:
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(weights, clip)
        optimizer.step()
        if rate is not None:
            rate.step()
        return loss.item()

    return step
