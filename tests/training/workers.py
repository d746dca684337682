"""What the second process of a test does; a file of its own, since that process imports it."""

import os
import signal
import time
from unittest.mock import patch

from torch import distributed, nn

from lookalike.training.loop.launch import Work, train_worker
from lookalike.training.loop.processes import Group

STEPS = 3  # messages until the end: one before the epoch, one after each of its steps


class _Dying(Group):
    left = STEPS

    def heard(self, *numbers: float) -> list[float]:
        self.left -= 1
        if not self.left:
            self.end()
        return super().heard(*numbers)

    def end(self) -> None:
        raise NotImplementedError


class _Killed(_Dying):
    def end(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class _Failing(_Dying):
    def end(self) -> None:
        raise MemoryError("no room for a batch")


class _SlowlyFailing(_Dying):
    def end(self) -> None:
        distributed.destroy_process_group()  # which the first process hears of at once
        time.sleep(1)
        raise MemoryError("no room for a batch")


def killed(group: Group, work: Work) -> None:
    """In the midst of an epoch."""
    train_worker(_Killed(group.rank, group.count, group.messages), work)


def failing(group: Group, work: Work) -> None:
    """In the midst of an epoch."""
    train_worker(_Failing(group.rank, group.count, group.messages), work)


def slowly_failing(group: Group, work: Work) -> None:
    """In the midst of an epoch, a second after its connections."""
    train_worker(_SlowlyFailing(group.rank, group.count, group.messages), work)


def without_batch_norm(group: Group, work: Work) -> None:
    """As one process must train too that is compared with this."""
    with patch.object(nn.BatchNorm2d, "forward", lambda norm, maps: maps):
        train_worker(group, work)
