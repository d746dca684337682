"""Runs work on threads a bounded number of items ahead of whoever uses the results."""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class _Task(Generic[T, R]):
    """One item on its way; `outcome` is set before `done`."""

    def __init__(self, item: T) -> None:
        self.item = item
        self.started = 0.0
        self.done = threading.Event()
        self.outcome: R | Exception = RuntimeError("not run")
        self.given_up = False


def ahead(
    work: Callable[[T], R],
    items: Iterable[T],
    threads: int,
    lookahead: int,
    timeout_s: float,
) -> Generator[tuple[T, R | Exception], None, None]:
    """
    Yield (item, result or what `work` raised), in the order of the items.

    At most `lookahead` items are begun and not yet taken. An item that works longer than
    `timeout_s` comes back as TimeoutError: its thread cannot be stopped, so it is left behind
    (as a daemon, it does not keep the process alive) and another takes its place.
    """
    tasks: SimpleQueue[_Task[T, R] | None] = SimpleQueue()
    for _ in range(threads):
        _start_worker(work, tasks)
    waiting: deque[_Task[T, R]] = deque()

    def outcome(task: _Task[T, R]) -> tuple[T, R | Exception]:
        if _is_done(task, timeout_s):
            return task.item, task.outcome
        task.given_up = True
        _start_worker(work, tasks)
        return task.item, TimeoutError(f"took longer than {timeout_s:g} s")

    try:
        for item in items:
            waiting.append(_Task(item))
            tasks.put(waiting[-1])
            if len(waiting) >= lookahead:
                yield outcome(waiting.popleft())
        while waiting:
            yield outcome(waiting.popleft())
    finally:
        for task in waiting:
            task.given_up = True
        for _ in range(threads):
            tasks.put(None)


def _start_worker(work: Callable[[T], R], tasks: "SimpleQueue[_Task[T, R] | None]") -> None:
    threading.Thread(target=_serve, args=(work, tasks), daemon=True, name="decode").start()


def _serve(work: Callable[[T], R], tasks: "SimpleQueue[_Task[T, R] | None]") -> None:
    while (task := tasks.get()) is not None:
        task.started = time.monotonic()
        if not task.given_up:
            try:
                task.outcome = work(task.item)
            except Exception as error:
                task.outcome = error
        task.done.set()
        if task.given_up:
            return  # another thread has taken this one's place, or nobody waits any more


def _is_done(task: _Task[T, R], timeout_s: float) -> bool:
    """Wait for the task; False where it works for longer than it may."""
    while not task.done.wait(timeout=min(0.5, timeout_s)):
        if task.started and time.monotonic() - task.started > timeout_s:
            return False
    return True
