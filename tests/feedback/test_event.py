"""An event says who did what to which item, and when; anything else is a clear error."""

from typing import Any

import pytest

from lookalike.errors import InputError
from lookalike.feedback.event import Event, event_object, event_of


def test_a_time_is_kept_as_utc_to_the_second() -> None:
    given = ["2026-05-01T10:15:30.9Z", "2026-05-01T12:15:30+02:00", "2026-05-01 10:15:30"]
    assert {Event("view", "a", "ann", time=one).time for one in given} == {
        "2026-05-01T10:15:30+00:00"
    }


def test_an_event_is_the_same_after_it_was_written() -> None:
    event = Event("like", "id:a", session="s", time="2026-05-01", query="red boot", rank=3)
    assert event.item == "a"
    assert event_of(event_object(event)) == event
    assert event_of({**event_object(event), "model": None}) == event


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "love"}, "one of view, click, like, dislike, purchase, shown, not 'love'"),
        ({"item": "id:"}, "the id of an item"),
        ({"item": 3}, "the id of an item"),
        ({"user": None}, "say who"),
        ({"session": "s"}, "say who"),
        ({"user": ""}, "1 to 200 printable"),
        ({"user": "a\nb"}, "printable"),
        ({"user": 7}, "printable"),
        ({"time": "yesterday"}, "ISO 8601"),
        ({"time": "0001-01-01T00:00:00+05:00"}, "ISO 8601"),
        ({"rank": 0}, "whole number from 1"),
        ({"rank": True}, "whole number from 1"),
        ({"query": "x" * 1001}, "at most 1,000 characters"),
        ({"likes": 1}, "no 'likes'; it has: kind, item"),
        ({"item": None}, "needs its item"),
    ],
)
def test_what_is_invalid_is_said(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        event_of({"kind": "like", "item": "a", "user": "ann", **given})
