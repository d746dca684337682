from datetime import UTC, datetime, timedelta

from lookalike.system.clock import now_text


def test_it_is_utc_in_whole_seconds() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    found = now_text()
    assert found.endswith("+00:00")
    assert len(found) == len("2026-05-01T10:15:30+00:00")
    assert before <= datetime.fromisoformat(found) <= datetime.now(UTC)


def test_texts_sort_by_time() -> None:
    day = now_text(ago=timedelta(days=1))
    assert day < now_text(ago=timedelta(hours=1)) < now_text()
    assert datetime.now(UTC) - datetime.fromisoformat(day) < timedelta(days=1, minutes=1)
