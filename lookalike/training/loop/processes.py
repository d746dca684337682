"""Collective operations of one training's processes: shares, gathers and all-reduce."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, distributed, nn

from lookalike.errors import InputError
from lookalike.training.data.batches import Batch


@dataclass(frozen=True)
class Share:
    """The consecutive rows of a batch that one process handles."""

    rows: slice
    total: int
    """Number of rows of the whole batch."""


class Processes(Protocol):
    """The operations of the loop; a loss gets the embeddings of the whole batch."""

    def share(self, batch: Batch) -> Share:
        """Return the rows that this process embeds."""

    def own(self, state: Tensor) -> Tensor:
        """Derive this process's own random state from a common one, deterministically."""

    def common(self, values: Tensor) -> Tensor:
        """Return the first process's values; in others, `values` has their shape and type."""

    def heard(self, *numbers: float) -> list[float]:
        """Return the first process's numbers."""

    def whole(self, part: Tensor, share: Share) -> Tensor:
        """Gather (k, ...) of each process into (n, ...) of the batch, without gradient."""

    def align(self, network: nn.Module) -> None:
        """Give all processes the first one's weights and statistics."""

    def learn(
        self,
        embeddings: Tensor,
        share: Share,
        loss: Callable[[Tensor], Tensor],
        own: Tensor | None = None,
    ) -> float:
        """
        Compute the gradients of a loss of the (n, dim) embeddings of the whole batch.

        `embeddings` are the (k, dim) of this process. The weights get this share's part of the
        gradient, which must then be summed over the processes. Returns the loss in the first
        process. `own` is a mean over this process's rows, added in proportion to their number.
        """

    def sum_gradients(self, network: nn.Module) -> None:
        """Sum the gradients over all processes, as if one had processed the whole batch."""


class Alone:
    """A single process; every exchange returns its input."""

    def share(self, batch: Batch) -> Share:
        """Return all rows."""
        return Share(slice(0, len(batch.rows)), len(batch.rows))

    def own(self, state: Tensor) -> Tensor:
        """Return the state itself."""
        return state

    def common(self, values: Tensor) -> Tensor:
        """Return the values."""
        return values

    def heard(self, *numbers: float) -> list[float]:
        """Return the numbers."""
        return list(numbers)

    def whole(self, part: Tensor, share: Share) -> Tensor:
        """Return the part, which is the whole batch."""
        return part

    def align(self, network: nn.Module) -> None:
        """Do nothing: there is one process."""

    def learn(
        self,
        embeddings: Tensor,
        share: Share,
        loss: Callable[[Tensor], Tensor],
        own: Tensor | None = None,
    ) -> float:
        """Run the usual backward pass."""
        value = loss(embeddings)
        if own is not None:
            value = value + own
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    def sum_gradients(self, network: nn.Module) -> None:
        """Do nothing: they are complete."""


class Group:
    """
    One of several processes, in torch's default process group.

    The first process computes the loss of all embeddings and sends the others the gradients of
    theirs, so miners, drawn triplets and class vectors are as in one process. Gradients are summed
    here, not by DistributedDataParallel, which averages them and does not allow parameters to be
    frozen and unfrozen. Batch norm uses the statistics of each process's share; those of the first
    process are kept.
    """

    def __init__(
        self, rank: int, count: int, messages: distributed.ProcessGroup | None = None
    ) -> None:
        """`messages` is the process group for `heard`, which may wait for a validation."""
        self.rank, self.count, self.messages = rank, count, messages

    def share(self, batch: Batch) -> Share:
        """Return whole groups of rows, evenly divided; InputError if there are too few."""
        groups, size = len(batch.rows) // batch.group, batch.group
        if groups < self.count:
            what = "rows" if size == 1 else f"classes of {size} images"
            raise InputError(
                f"a batch of {groups} {what} cannot be divided among {self.count} processes; use "
                "fewer processes, or a larger batches.size"
            )
        start, stop = (r * groups // self.count for r in (self.rank, self.rank + 1))
        return Share(slice(start * size, stop * size), len(batch.rows))

    def own(self, state: Tensor) -> Tensor:
        """Return the state for the first process; others are seeded by it and their rank."""
        if self.rank == 0:
            return state
        seeds = torch.Generator()
        seeds.set_state(state)
        drawn = torch.randint(2**31, (self.rank + 1,), generator=seeds)
        return torch.Generator().manual_seed(int(drawn[-1])).get_state()

    def common(self, values: Tensor) -> Tensor:
        """Broadcast."""
        values = values.contiguous()
        distributed.broadcast(values, 0)
        return values

    def heard(self, *numbers: float) -> list[float]:
        """Broadcast the numbers in float64."""
        told = torch.tensor(numbers, dtype=torch.float64)
        distributed.broadcast(told, 0, group=self.messages)
        return [float(number) for number in told]

    def whole(self, part: Tensor, share: Share) -> Tensor:
        """Sum shares padded with zeros, as they may differ in length."""
        whole = part.new_zeros((share.total, *part.shape[1:]))
        whole[share.rows] = part.detach()
        distributed.all_reduce(whole)
        return whole

    @torch.no_grad()
    def align(self, network: nn.Module) -> None:
        """Broadcast the weights, tensor by tensor."""
        for value in network.state_dict().values():
            value.copy_(self.common(value))

    def learn(
        self,
        embeddings: Tensor,
        share: Share,
        loss: Callable[[Tensor], Tensor],
        own: Tensor | None = None,
    ) -> float:
        """Compute the loss in the first process; run the backward pass in all."""
        whole = self.whole(embeddings, share).requires_grad_()
        whole.grad = torch.zeros_like(whole)
        value = float("nan")
        if self.rank == 0:
            value = Alone().learn(whole, share, loss)
        gradient = self.common(whole.grad)
        parts: list[Tensor] = [embeddings]
        gradients: list[Tensor | None] = [gradient[share.rows]]
        if own is not None:
            parts.append(own * len(embeddings) / share.total)
            gradients.append(None)
            value += float(self.whole(own.detach().expand(len(embeddings)), share).mean())
        torch.autograd.backward(parts, gradients)
        return value

    def sum_gradients(self, network: nn.Module) -> None:
        """Sum the gradients, in one message."""
        gradients = [p.grad for p in network.parameters() if p.grad is not None]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        distributed.all_reduce(flat)
        pieces = torch.split(flat, [gradient.numel() for gradient in gradients])
        for gradient, piece in zip(gradients, pieces, strict=True):
            gradient.copy_(piece.view_as(gradient))
