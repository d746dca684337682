import threading
import time
from collections.abc import Iterator

import pytest

from lookalike import pipeline
from lookalike.pipeline import NotBegun, ahead
from lookalike.system.stopwatch import allow, waiting


def test_results_come_in_the_order_of_the_items() -> None:
    def work(i: int) -> int:
        time.sleep(0.02 if i % 2 else 0)
        return i * i

    results = list(ahead(work, range(20), threads=4, lookahead=6, timeout_s=10))
    assert results == [(i, i * i) for i in range(20)]


def test_an_error_is_a_result_and_the_rest_goes_on() -> None:
    def work(i: int) -> float:
        return 1 / i

    results = [r for _, r in ahead(work, [1, 0, 2], threads=2, lookahead=2, timeout_s=10)]
    assert (results[0], type(results[1]), results[2]) == (1, ZeroDivisionError, 0.5)


@pytest.mark.parametrize("lookahead", [1, 3, 8])
def test_no_more_than_lookahead_items_are_begun(lookahead: int) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for i in range(30):
            taken += 1
            yield i

    results = ahead(str, items(), threads=2, lookahead=lookahead, timeout_s=10)
    for used, _ in enumerate(results, start=1):
        assert taken - used < lookahead + 1


def test_stuck_items_time_out_and_their_threads_are_replaced() -> None:
    never = threading.Event()

    def work(i: int) -> int:
        if i < 3:
            never.wait(20)
        return i

    began = time.monotonic()
    results = [r for _, r in ahead(work, range(8), threads=2, lookahead=4, timeout_s=0.2)]
    never.set()
    assert [type(r) for r in results[:3]] == [TimeoutError] * 3
    assert results[3:] == [3, 4, 5, 6, 7]
    assert time.monotonic() - began < 10


def test_what_follows_takes_the_time_that_it_takes() -> None:
    def double_slowly(i: int) -> int:
        time.sleep(0.7)  # longer than a result may take, and than the wait between two looks
        return 2 * i

    results = ahead(lambda i: i, [1, 2], threads=2, lookahead=2, timeout_s=0.2, then=double_slowly)
    assert list(results) == [(1, 2), (2, 4)]


def test_what_follows_happens_on_the_thread_that_worked() -> None:
    def worked_on(_: int) -> object:
        return threading.current_thread()

    def is_same(thread: object) -> object:
        return thread is threading.current_thread()

    results = ahead(worked_on, range(9), threads=3, lookahead=4, timeout_s=10, then=is_same)
    assert [outcome for _, outcome in results] == [True] * 9


def test_an_error_of_what_follows_is_the_result() -> None:
    def invert(i: float) -> float:
        return 1 / i

    results = ahead(float, [0, 2], threads=1, lookahead=2, timeout_s=10, then=invert)
    assert [type(outcome) for _, outcome in results] == [ZeroDivisionError, float]


def test_threads_end_when_the_results_are_not_wanted() -> None:
    before = threading.active_count()
    results = ahead(str, range(100), threads=4, lookahead=10, timeout_s=10)
    next(results)
    results.close()
    deadline = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_nothing_in_nothing_out() -> None:
    assert list(ahead(str, [], threads=2, lookahead=2, timeout_s=1)) == []


def test_a_wait_for_others_is_not_counted() -> None:
    def work(i: int) -> int:
        with waiting():
            time.sleep(0.7)  # longer than the time that a task may take
        return i

    results = ahead(work, [1, 2], threads=2, lookahead=2, timeout_s=0.2)
    assert list(results) == [(1, 1), (2, 2)]


def test_a_large_item_may_take_longer() -> None:
    def work(i: int) -> int:
        allow(20)
        time.sleep(0.7)
        return i

    assert list(ahead(work, [1], threads=1, lookahead=1, timeout_s=0.2)) == [(1, 1)]


def test_an_item_that_takes_too_long_is_tried_again_in_its_parts() -> None:
    never = threading.Event()

    def work(text: str) -> str:
        if "x" in text:
            never.wait(20)
        return text.upper()

    results = list(
        ahead(work, ["ab", "cxd", "ef"], 2, 3, 0.2, parts=lambda t: list(t) if len(t) > 1 else [])
    )
    never.set()
    assert [item for item, _ in results] == ["ab", "c", "x", "d", "ef"]
    assert [r for _, r in results if isinstance(r, str)] == ["AB", "C", "D", "EF"]


def test_threads_that_are_left_behind_are_replaced_only_so_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipeline, "MAX_LEFT", 2)
    never, threads = threading.Event(), set[int]()

    def work(i: int) -> int:
        threads.add(threading.get_ident())
        never.wait(20)
        return i

    ahead_of = ahead(work, range(12), threads=2, lookahead=4, timeout_s=0.2)
    outcomes = [outcome for _, outcome in ahead_of]
    never.set()
    assert [type(o) for o in outcomes] == [TimeoutError] * 4 + [NotBegun] * 8
    assert len(threads) == 4  # two, and one more for each of the first two that were left behind


def test_threads_come_back_to_work_when_they_are_done_after_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipeline, "MAX_LEFT", 0)
    never = threading.Event()

    def work(i: int) -> int:
        if i == 0:
            never.wait(20)
        return i

    results = ahead(work, range(5), threads=1, lookahead=1, timeout_s=0.2)
    assert isinstance(next(results)[1], TimeoutError)
    never.set()
    assert [r for _, r in results] == [1, 2, 3, 4]
