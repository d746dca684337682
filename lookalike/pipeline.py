"""Run work on threads, a bounded number of items ahead of the consumer."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

from lookalike.system.cores import cores
from lookalike.system.stopwatch import Stopwatch, timed

T = TypeVar("T")
R = TypeVar("R")

MAX_LEFT = 32  # threads left behind at a time: beyond that they are not replaced any more
TIMEOUT_S = 60.0  # of `on_threads`: for a file, or two that are compared
LOOKAHEAD = 32  # items of each thread
_POLL_S = 0.5


def ahead(
    work: Callable[[T], R],
    items: Iterable[T],
    threads: int,
    lookahead: int,
    timeout_s: float,
    then: Callable[[R], R] | None = None,
    parts: Callable[[T], Sequence[T]] = lambda item: (),
) -> Generator[tuple[T, R | Exception], None, None]:
    """
    Yield (item, result or what `work` raised), in the order of the items.

    `then`, if given, makes the result from what `work` returned: on the same thread, which has
    it in its cache, and for as long as it likes. At most `lookahead` items are begun and not yet
    taken. An item that `work` takes longer than `timeout_s` for, by the thread's stopwatch, is
    tried again in its `parts`, and comes back as TimeoutError where it has none. Its thread
    cannot be stopped: it is left behind (as a daemon, it does not keep the process alive) and
    another takes its place, unless MAX_LEFT are left behind already. Where no thread is left that
    works, the items that wait come back as NotBegun, a TimeoutError.
    """
    pool = _Pool(work, then, threads, timeout_s)
    waiting: deque[_Task[T, R]] = deque()

    def outcomes() -> Generator[tuple[T, R | Exception], None, None]:
        """Return the outcomes of the oldest task, or of its parts."""
        task = waiting.popleft()
        if pool.is_done(task):
            yield task.item, task.outcome
            return
        smaller = [pool.put(part) for part in parts(task.item)]
        waiting.extendleft(reversed(smaller))
        if not smaller:
            yield task.item, task.outcome
        for _ in smaller:
            yield from outcomes()

    try:
        for item in items:
            waiting.append(pool.put(item))
            if len(waiting) >= lookahead:
                yield from outcomes()
        while waiting:
            yield from outcomes()
    finally:
        pool.close(waiting)


def on_threads(
    work: Callable[[T], R],
    items: Iterable[T],
    threads: int | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Generator[tuple[T, R | None], None, None]:
    """
    Yield each item with what `work` returns for it, in order; None if that takes too long.

    Raises what `work` raises. `threads` are by default as many as there are cores.
    """
    count = threads or cores()
    for item, outcome in ahead(work, items, count, LOOKAHEAD * count, timeout_s):
        if isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError):
            raise outcome
        yield item, None if isinstance(outcome, Exception) else outcome


class NotBegun(TimeoutError):
    """An item was not tried, because all threads hang in others."""


class _Task(Generic[T, R]):
    """One item in progress; `outcome` is set before `done`."""

    def __init__(self, item: T) -> None:
        self.item = item
        self.watch = Stopwatch()
        self.is_followed = False  # `work` is over, and `then` has begun
        self.done = threading.Event()
        self.outcome: R | Exception = RuntimeError("not run")  # of `work`, then of `then`

    @property
    def is_active(self) -> bool:
        return self.watch.is_running or self.is_followed


class _Pool(Generic[T, R]):
    """Threads that take tasks from a queue; abandoned threads are not counted."""

    def __init__(
        self, work: Callable[[T], R], then: Callable[[R], R] | None, threads: int, timeout_s: float
    ) -> None:
        self._work, self._then, self._wanted, self._timeout_s = work, then, threads, timeout_s
        self._tasks: SimpleQueue[_Task[T, R] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._at_work = set[_Task[T, R]]()
        self._left = set[_Task[T, R]]()
        self._threads, self._stuck_s = 0, 0.0
        for _ in range(threads):
            self._start()

    def put(self, item: T) -> _Task[T, R]:
        """Add an item to the queue."""
        task: _Task[T, R] = _Task(item)
        self._tasks.put(task)
        return task

    def is_done(self, task: _Task[T, R]) -> bool:
        """Wait for the task; False if it was given up, with a TimeoutError as its outcome."""
        poll_s = min(_POLL_S, self._timeout_s)
        while not task.done.wait(0.0 if self._stuck_s > self._timeout_s else poll_s):
            allowed_s = self._timeout_s + task.watch.extra_s
            if task.watch.is_running and task.watch.seconds > allowed_s:
                return not self._give_up(task, TimeoutError(f"took longer than {allowed_s:.3g} s"))
            self._stuck_s = self._stuck_s + poll_s if self._is_stuck() else 0.0
            if self._stuck_s > self._timeout_s:
                said = f"not tried: {len(self._left)} others take too long and do not end"
                return not self._give_up(task, NotBegun(said))
        return True

    def close(self, unwanted: Iterable[_Task[T, R]]) -> None:
        """Stop the threads as soon as they can."""
        for task in unwanted:
            task.watch.is_given_up = True
        for _ in range(self._wanted):
            self._tasks.put(None)

    def _start(self) -> None:
        self._threads += 1
        threading.Thread(target=self._serve, daemon=True, name="ahead").start()

    def _is_stuck(self) -> bool:
        with self._lock:
            if not self._left or self._threads > len(self._at_work):
                return False  # what they wait for is held by others, who go on; or one is free
            return not any(task.is_active for task in self._at_work)

    def _give_up(self, task: _Task[T, R], error: TimeoutError) -> bool:
        """Abandon a task and its thread; False if it has finished after all."""
        with self._lock:
            if task.done.is_set():
                return False
            task.watch.is_given_up, task.outcome = True, error
            if task in self._at_work:
                self._at_work.remove(task)
                self._left.add(task)
                self._threads -= 1
                if len(self._left) <= MAX_LEFT:
                    self._start()
            return True

    def _serve(self) -> None:
        while (task := self._tasks.get()) is not None:
            with self._lock:
                if task.watch.is_given_up:
                    continue
                self._at_work.add(task)
            outcome = self._outcome(task)
            if not self._goes_on(task, outcome):
                return

    def _outcome(self, task: _Task[T, R]) -> R | Exception:
        try:
            with timed(task.watch):
                result = self._work(task.item)
                task.is_followed = True
            return result if self._then is None or task.watch.is_given_up else self._then(result)
        except Exception as error:
            return error

    def _goes_on(self, task: _Task[T, R], outcome: R | Exception) -> bool:
        """Set the outcome; False if another thread has replaced this one."""
        with self._lock:
            self._at_work.discard(task)
            if task not in self._left:
                task.outcome = outcome
                task.done.set()
                return True
            self._left.remove(task)
            if self._threads >= self._wanted:
                return False
            self._threads += 1
            return True
