"""Events over HTTP: recorded many at once, in pages, erased; what is invalid is a problem."""

import pytest
from starlette.testclient import TestClient

from lookalike.server.routes.people.feedback import router
from tests.server.conftest import first_id, is_problem

EVENTS = router.prefix.format(name="shop")


def test_events_are_recorded_paged_and_erased(own: TestClient) -> None:
    item = first_id(own)
    events = [{"kind": "view", "item": item, "user": "a/b", "rank": n} for n in range(1, 6)]
    answer = own.post(EVENTS, json={"events": [*events, {**events[0], "item": "gone"}]})
    assert answer.json() == {"recorded": 5, "unknown": 1, "example": "gone"}
    page = own.get(EVENTS, params={"user": "a/b", "limit": 2, "offset": 1}).json()
    assert (page["count"], [one["rank"] for one in page["events"]]) == (5, [4, 3])
    assert set(page["events"][0]) == {"kind", "item", "user", "time", "rank"}
    assert own.delete(EVENTS, params={"user": "a/b"}).json() == {"forgotten": 5}
    assert own.get(EVENTS, params={"user": "a/b"}).json() == {"events": [], "count": 0}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "love", "item": "x", "user": "a"}, 422),
        ({"kind": "like", "item": "x", "user": "a", "rank": 0}, 422),
        ({"kind": "like", "item": "x", "user": "a", "stars": 5}, 422),
        ({"kind": "like", "item": "x", "user": "a", "session": "b"}, 422),
        ({"kind": "like", "item": "x", "user": "a", "time": "soon"}, 422),
    ],
)
def test_an_invalid_event_records_none(own: TestClient, sent: object, status: int) -> None:
    good = {"kind": "like", "item": first_id(own), "user": "ann"}
    is_problem(own.post(EVENTS, json={"events": [good, sent]}), status)
    assert own.get(EVENTS, params={"user": "ann"}).json()["count"] == 0


def test_more_than_a_request_may_have_are_refused(own: TestClient) -> None:
    events = [{"kind": "like", "item": "x", "user": "ann"}] * 10_001
    is_problem(own.post(EVENTS, json={"events": events}), 422)


def test_nobody_named_is_a_problem(own: TestClient) -> None:
    is_problem(own.get(EVENTS), 422)
    is_problem(own.delete(EVENTS), 422)
