"""Start, connect, watch and end worker processes; knows nothing of images."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from torch.distributed import FileStore  # type: ignore[attr-defined]  # torch's stubs lack it

from lookalike.errors import LookalikeError
from lookalike.training.loop.processes import Group

START = 600.0  # seconds until every process must have loaded torch; on a busy machine that is slow
MESSAGE_TIMEOUT = timedelta(hours=1)  # of the others while the first validates
STALL = timedelta(minutes=10)  # of a step, as nccl does not notice that another process died
GRACE = 60.0  # seconds to notice that a process has ended, on a busy machine too
UNGUARDED = 'it could not start; a script must train within `if __name__ == "__main__":`'
INTERFACE = "GLOO_SOCKET_IFNAME"


class ProcessLost(LookalikeError):
    """A process of the training ended before the others."""


class Workers:
    """The worker processes besides the first; they end when it ends, for any reason."""

    def __init__(self, count: int, meeting: Path, work: Callable[..., None], what: Any) -> None:
        """`count` includes the first; each calls `work(group, what)`; `meeting` is a new file."""
        self._store = FileStore(str(meeting), -1)
        self._count = count
        context = get_context("spawn")
        self._processes: list[BaseProcess] = [
            context.Process(target=_live, args=(rank, count, meeting, work, what), daemon=True)
            for rank in range(1, count)
        ]

    def start(self) -> Group:
        """Start the workers; return the group once all are connected."""
        for process in self._processes:
            process.start()
        until = time.monotonic() + START
        while not self._store.check([f"here-{rank}" for rank in range(1, self._count)]):
            lost = self.lost(0.05)
            if lost is None and time.monotonic() > until:
                lost = ProcessLost(f"a process of the training did not start within {START:.0f} s")
            if lost is not None:
                raise lost
        return _join(self._store, 0, self._count)

    def lost(self, seconds: float = GRACE) -> ProcessLost | None:
        """Wait for a worker to fail, for up to `seconds`; return its error, or None."""
        started = [process for process in self._processes if process.pid]
        ending = wait([process.sentinel for process in started], seconds)
        for process in started:
            if process.sentinel in ending:
                process.join()  # its sentinel is closed a moment before it has an exit code
        ended = [(code, r) for r, p in enumerate(self._processes, 1) if (code := p.exitcode)]
        if not ended:
            return None
        code, rank = min(ended)  # a killed process first, not those that failed because of it
        reason = f"killed by signal {-code}" if code < 0 else UNGUARDED
        if code > 0 and self._store.check(["error"]):
            said, _, reason = self._store.get("error").decode().partition(" ")
            rank = int(said)
        return ProcessLost(
            f"process {rank + 1} of {self._count} ended ({reason}); the same command resumes after "
            "the last finished epoch; use fewer processes if memory was short"
        )

    def join(self) -> None:
        """Wait for the workers to finish."""
        for process in self._processes:
            process.join(GRACE)

    def end(self) -> None:
        """Kill the workers."""
        for process in self._processes:
            if process.pid is not None:
                process.kill()
                process.join()
        if distributed.is_initialized():
            distributed.destroy_process_group()


def _live(
    rank: int, count: int, meeting: Path, work: Callable[[Group, Any], None], what: Any
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the first process handles them
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    store = FileStore(str(meeting), -1)
    try:
        store.set(f"here-{rank}", "")
        work(_join(store, rank, count), what)
    except Exception as error:
        with suppress(RuntimeError):
            if store.add("errors", 1) == 1:  # later errors are caused by the first
                store.set("error", f"{rank} {type(error).__name__}: {error}")
        os._exit(1)  # without a traceback: the first process reports it


def _end_with_the_first() -> None:
    first = parent_process()
    assert first is not None
    first.join()
    os._exit(1)


def _join(store: FileStore, rank: int, count: int) -> Group:
    """Connect: gloo for CPU tensors, nccl for GPU tensors."""
    backend = "gloo"
    if torch.cuda.is_available():
        torch.cuda.set_device(rank)
        backend = "cpu:gloo,cuda:nccl"
    with _within_the_machine():
        distributed.init_process_group(
            backend, store=store, rank=rank, world_size=count, timeout=STALL
        )
        messages = distributed.new_group(backend="gloo", timeout=MESSAGE_TIMEOUT)
    return Group(rank, count, messages)


@contextmanager
def _within_the_machine() -> Iterator[None]:
    """Restrict gloo to the loopback interface, so that it needs no host name."""
    if sys.platform != "linux" or INTERFACE in os.environ:
        yield
        return
    os.environ[INTERFACE] = "lo"
    try:
        yield
    finally:
        del os.environ[INTERFACE]
