"""Work is done off the loop, within bounds."""

import asyncio
import threading
from functools import partial

import pytest
from starlette.exceptions import HTTPException

from lookalike.images.budget import Budget
from lookalike.server.work import Work


def test_what_the_function_returns_or_raises_comes_back() -> None:
    async def ask() -> None:
        work = Work(1, 0, 60)
        assert await work.run(threading.get_ident) != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await work.run(lambda: 1 / 0)
        await asyncio.sleep(0)
        assert work.pending == 0
        work.close()

    asyncio.run(ask())


def test_more_than_there_is_room_for_is_refused() -> None:
    async def ask() -> None:
        work, gate = Work(1, 1, 60), threading.Event()
        accepted = [asyncio.create_task(work.run(gate.wait, 60)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(HTTPException) as refused:
            await work.run(int)
        assert refused.value.status_code == 429
        assert refused.value.headers == {"Retry-After": "1"}
        gate.set()
        assert await asyncio.gather(*accepted) == [True, True]
        work.close()

    asyncio.run(ask())


def test_after_closing_nothing_is_accepted() -> None:
    async def ask() -> None:
        work = Work(1, 0, 60)
        work.close()
        with pytest.raises(HTTPException) as refused:
            await work.run(int)
        assert refused.value.status_code == 503

    asyncio.run(ask())


def test_what_takes_too_long_is_given_up_and_keeps_its_place() -> None:
    async def ask() -> None:
        work, gate = Work(1, 0, 0.01), threading.Event()
        with pytest.raises(HTTPException) as given_up:
            await work.run(gate.wait, 60)
        assert (given_up.value.status_code, work.pending) == (503, 1)
        gate.set()
        while work.pending:
            await asyncio.sleep(0.01)
        work.close()

    asyncio.run(ask())


def hold(budget: Budget, size: int, gate: threading.Event) -> bool:
    with budget.reserved(size):
        return gate.wait(60)


async def until_pending(budget: Budget, waiting: int) -> None:
    while budget.waiting < waiting:
        await asyncio.sleep(0.01)


def test_waiting_for_memory_is_no_time_of_the_request() -> None:
    async def ask() -> None:
        work, budget, gate = Work(2, 8, 0.4), Budget(100), threading.Event()
        with budget.reserved(100):
            waits = [asyncio.create_task(work.run(hold, budget, 80, gate)) for _ in range(4)]
            await until_pending(budget, 4)
            gate.set()
            await asyncio.sleep(1)  # longer than the work may take
        assert await asyncio.gather(*waits) == [True] * 4
        work.close()

    asyncio.run(ask())


def test_who_waits_for_memory_keeps_nobody_else_from_working() -> None:
    async def ask() -> None:
        work, budget, gate = Work(2, 8, 60), Budget(100), threading.Event()
        gate.set()
        with budget.reserved(100):
            waits = [asyncio.create_task(work.run(hold, budget, 80, gate)) for _ in range(4)]
            await until_pending(budget, 4)
            assert await work.run(int) == 0
        assert await asyncio.gather(*waits) == [True] * 4
        work.close()

    asyncio.run(ask())


def test_no_more_work_at_once_than_there_are_slots() -> None:
    async def ask() -> None:
        work, gate, begun = Work(2, 8, 60), threading.Event(), list[int]()

        def count(number: int) -> bool:
            begun.append(number)
            return gate.wait(60)

        tasks = [asyncio.create_task(work.run(partial(count, n))) for n in range(5)]
        await asyncio.sleep(0.2)
        assert len(begun) == 2
        gate.set()
        assert await asyncio.gather(*tasks) == [True] * 5
        work.close()

    asyncio.run(ask())


@pytest.mark.parametrize("others", [0, 6])
def test_a_line_that_does_not_move_is_left_with_a_word_and_later_ones_are_served(
    others: int,
) -> None:
    async def ask() -> None:
        work, budget, gate = Work(2, 8, 60, line_s=0.3), Budget(100), threading.Event()
        gate.set()
        with budget.reserved(100):
            waits = [
                asyncio.create_task(work.run(hold, budget, 80, gate)) for _ in range(1 + others)
            ]
            for wait in waits:
                with pytest.raises(HTTPException, match="got no free slot within") as refused:
                    await wait
                assert refused.value.status_code == 503
                assert refused.value.headers == {"Retry-After": "1"}
        while work.pending:
            await asyncio.sleep(0.05)
        assert budget.in_use == 0
        assert await work.run(int) == 0
        work.close()

    asyncio.run(ask())
