"""Readers are told the newest text about each thing, whatever their pace."""

import asyncio

from lookalike.server.jobs.latest import Latest


def test_a_slow_reader_is_told_the_last_state_only() -> None:
    latest = Latest()
    for i in range(1000):
        latest.tell("a", f"a{i}")
        latest.tell("b", f"b{i}")
    assert latest.since(0) == {"a": "a999", "b": "b999"}


def test_what_is_the_same_is_not_told_again() -> None:
    latest = Latest()
    latest.tell("a", "x")
    seen = latest.number
    latest.tell("a", "x")
    assert latest.since(seen) == {}
    latest.tell("b", "y")
    assert latest.since(seen) == {"b": "y"}


def test_new_texts_come_in_the_order_in_which_they_came() -> None:
    latest = Latest()
    for about in ("a", "b", "a"):
        latest.tell(about, f"{about}{latest.number}")
    assert list(latest.since(0)) == ["b", "a"]
    latest.forget("b")
    assert list(latest.since(0)) == ["a"]


def test_readers_are_woken_by_what_is_new_and_by_the_end() -> None:
    async def read() -> None:
        latest = Latest()
        assert not await latest.wait(0, 0.01)
        readers = [asyncio.create_task(latest.wait(0, 60)) for _ in range(50)]
        await asyncio.sleep(0)
        latest.tell("a", "x")
        assert all(await asyncio.gather(*readers))
        assert await latest.wait(0, 60)
        sleeper = asyncio.create_task(latest.wait(latest.number, 60))
        await asyncio.sleep(0)
        latest.wake()
        assert await sleeper

    asyncio.run(read())
