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
    """A stretch of a batch's rows; those of all processes, one after the other, are the batch."""

    rows: slice
    total: int
    """Rows of the whole batch."""


class Processes(Protocol):
    """What the loop asks; a loss sees the embeddings of the whole batch, whoever made them."""

    def share(self, batch: Batch) -> Share:
        """The rows that this process embeds."""

    def own(self, state: Tensor) -> Tensor:
        """From the state of a random generator to this process's own, the same every time."""

    def common(self, values: Tensor) -> Tensor:
        """The first process's values; all others give their shape and type."""

    def heard(self, *numbers: float) -> list[float]:
        """The first process's numbers."""

    def whole(self, part: Tensor, share: Share) -> Tensor:
        """(k, ...) of each process to (n, ...) of the batch, in its order and without gradient."""

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
        Work out the gradients of a loss of the (n, dim) embeddings of the whole batch.

        `embeddings` are this process's (k, dim). Weights that made them have the gradient of the
        whole loss by this share, of which the sum is wanted. Returns the loss to the first process.
        `own` is a mean over this process's rows which is added, in proportion to their number.
        """

    def sum_gradients(self, network: nn.Module) -> None:
        """Of all shares, to all processes: what one process would have with the whole batch."""


class Alone:
    """One process that does all; every exchange gives back what it was given."""

    def share(self, batch: Batch) -> Share:
        """All rows."""
        return Share(slice(0, len(batch.rows)), len(batch.rows))

    def own(self, state: Tensor) -> Tensor:
        """The state itself."""
        return state

    def common(self, values: Tensor) -> Tensor:
        """The values."""
        return values

    def heard(self, *numbers: float) -> list[float]:
        """The numbers."""
        return list(numbers)

    def whole(self, part: Tensor, share: Share) -> Tensor:
        """The part, which is all."""
        return part

    def align(self, network: nn.Module) -> None:
        """Nobody else has weights."""

    def learn(
        self,
        embeddings: Tensor,
        share: Share,
        loss: Callable[[Tensor], Tensor],
        own: Tensor | None = None,
    ) -> float:
        """The usual backward pass."""
        value = loss(embeddings)
        if own is not None:
            value = value + own
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    def sum_gradients(self, network: nn.Module) -> None:
        """They are whole already."""


class Group:
    """
    One of several, in torch's default process group.

    The first process works out the loss of all embeddings and sends everyone the gradient of
    theirs: miners, drawn triplets and class vectors are as in one process. Gradients are summed
    here and not by DistributedDataParallel, which averages them and must not see parameters
    freeze and thaw. Batch norm takes its statistics from each process's share, and the first
    one's are kept.
    """

    def __init__(
        self, rank: int, count: int, messages: distributed.ProcessGroup | None = None
    ) -> None:
        """`messages` is the process group for `heard`, which may wait for a validation."""
        self.rank, self.count, self.messages = rank, count, messages

    def share(self, batch: Batch) -> Share:
        """Whole groups of rows, whose number differs by one at most; InputError if too few."""
        groups, size = len(batch.rows) // batch.group, batch.group
        if groups < self.count:
            what = "rows" if size == 1 else f"classes of {size} images"
            raise InputError(
                f"a batch of {groups} {what} cannot be shared by {self.count} processes; take "
                "fewer processes, or a larger batches.size"
            )
        start, stop = (r * groups // self.count for r in (self.rank, self.rank + 1))
        return Share(slice(start * size, stop * size), len(batch.rows))

    def own(self, state: Tensor) -> Tensor:
        """The first goes on as one process would; others are seeded by the state and their rank."""
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
        """Broadcast in float64."""
        told = torch.tensor(numbers, dtype=torch.float64)
        distributed.broadcast(told, 0, group=self.messages)
        return [float(number) for number in told]

    def whole(self, part: Tensor, share: Share) -> Tensor:
        """A sum with zeros, so that shares may differ in length."""
        whole = part.new_zeros((share.total, *part.shape[1:]))
        whole[share.rows] = part.detach()
        distributed.all_reduce(whole)
        return whole

    @torch.no_grad()
    def align(self, network: nn.Module) -> None:
        """Broadcast, tensor by tensor."""
        for value in network.state_dict().values():
            value.copy_(self.common(value))

    def learn(
        self,
        embeddings: Tensor,
        share: Share,
        loss: Callable[[Tensor], Tensor],
        own: Tensor | None = None,
    ) -> float:
        """The loss at the first, the rest of the backward pass everywhere."""
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
        """In one message."""
        gradients = [p.grad for p in network.parameters() if p.grad is not None]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        distributed.all_reduce(flat)
        pieces = torch.split(flat, [gradient.numel() for gradient in gradients])
        for gradient, piece in zip(gradients, pieces, strict=True):
            gradient.copy_(piece.view_as(gradient))
