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
    """One item on its way; `outcome` is set before `done`, `started` is 0 where time is free."""

    def __init__(self, item: T) -> None:
        self.item = item
        self.started = 0.0
        self.done = threading.Event()
        self.outcome: R | Exception = RuntimeError("not run")  # of `work`, then of `then`
        self.given_up = False


def ahead(
    work: Callable[[T], R],
    items: Iterable[T],
    threads: int,
    lookahead: int,
    timeout_s: float,
    then: Callable[[R], R] | None = None,
) -> Generator[tuple[T, R | Exception], None, None]:
    """
    Yield (item, result or what `work` raised), in the order of the items.

    `then`, if given, makes the result from what `work` returned: on the same thread, which has
    it in its cache, and for as long as it likes. At most `lookahead` items are begun and not yet
    taken. An item that `work` takes longer than `timeout_s` for comes back as TimeoutError: its
    thread cannot be stopped, so it is left behind (as a daemon, it does not keep the process
    alive) and another takes its place.
    """
    tasks: SimpleQueue[_Task[T, R] | None] = SimpleQueue()
    for _ in range(threads):
        _start_worker(work, then, tasks)
    waiting: deque[_Task[T, R]] = deque()

    def outcome(task: _Task[T, R]) -> tuple[T, R | Exception]:
        if _is_done(task, timeout_s):
            return task.item, task.outcome
        task.given_up = True
        _start_worker(work, then, tasks)
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


def _start_worker(
    work: Callable[[T], R],
    then: Callable[[R], R] | None,
    tasks: "SimpleQueue[_Task[T, R] | None]",
) -> None:
    threading.Thread(target=_serve, args=(work, then, tasks), daemon=True, name="ahead").start()


def _serve(
    work: Callable[[T], R],
    then: Callable[[R], R] | None,
    tasks: "SimpleQueue[_Task[T, R] | None]",
) -> None:
    while (task := tasks.get()) is not None:
        task.started = time.monotonic()
        if not task.given_up:
            try:
                result = work(task.item)
                task.started = 0.0
                task.outcome = result if then is None or task.given_up else then(result)
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
