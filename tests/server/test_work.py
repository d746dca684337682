"""Work is done off the loop, within bounds."""

import asyncio
import threading

import pytest
from starlette.exceptions import HTTPException

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
