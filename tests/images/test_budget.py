"""What threads hold together stays within the budget, and everybody's turn comes."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from lookalike.images.budget import Budget
from lookalike.system.stopwatch import Stopwatch, timed

LONG_S = 20


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    pause = threading.Event()
    for _ in range(LONG_S * 100):
        if is_so():
            return
        pause.wait(0.01)
    raise AssertionError("it never was")


@pytest.mark.parametrize("threads", [1, 2, 4, 8])
def test_no_more_is_held_than_the_budget_or_one_that_is_larger(threads: int) -> None:
    budget, lock, held, peaks = Budget(100), threading.Lock(), list[int](), list[list[int]]()

    def decode(size: int) -> None:
        with budget.reserved(size):
            with lock:
                held.append(size)
                peaks.append(list(held))
            threading.Event().wait(0.001)
            with lock:
                held.remove(size)

    sizes = random.Random(0).choices([0, 1, 10, 30, 60, 100, 150, 1000], k=120)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(decode, sizes))
    assert len(peaks) == len(sizes)
    assert all(sum(peak) <= 100 or len(list(filter(None, peak))) == 1 for peak in peaks)
    assert budget.in_use == 0


def test_a_large_one_is_not_overtaken_for_ever() -> None:
    budget, order, first = Budget(100), list[int](), threading.Event()

    def decode(size: int) -> None:
        with budget.reserved(size):
            order.append(size)
            if size == 60:
                first.wait(LONG_S)

    threads = []
    for waiting, size in enumerate([60, 100, 10, 20]):  # the last two would fit beside the first
        threads.append(threading.Thread(target=decode, args=(size,)))
        threads[-1].start()
        until(lambda n=waiting: bool(order) and budget.waiting == n)
    assert order == [60]
    first.set()
    for thread in threads:
        thread.join()
    assert order[:2] == [60, 100]


def test_what_failed_has_given_everything_back() -> None:
    budget = Budget(100)
    with suppress(ValueError), budget.reserved(80):
        raise ValueError
    with budget.reserved(100):
        assert budget.in_use == 100


def test_who_waits_spends_no_time_and_leaves_the_queue_when_given_up() -> None:
    budget, watch, outcome = Budget(100), Stopwatch(), list[Exception]()

    def decode() -> None:
        try:
            with timed(watch), budget.reserved(50):
                pass
        except TimeoutError as error:
            outcome.append(error)

    with budget.reserved(80):
        thread = threading.Thread(target=decode)
        thread.start()
        until(lambda: budget.waiting == 1 and not watch.is_running)
        watch.is_given_up = True
        thread.join()
    assert len(outcome) == 1
    with budget.reserved(100):  # nobody stands before it
        pass
