"""Events of a file: by the names of several systems, and invalid lines by their number."""

from pathlib import Path

from lookalike.errors import InputError
from lookalike.feedback.event import Event
from lookalike.feedback.event_file import read_events


def test_a_csv_and_json_lines_are_the_same_events(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "kind,item,user,time,rank\nlike,a,ann,2026-05-01,\nclick,b,7,2026-05-02,3\n"
    )
    (tmp_path / "a.jsonl").write_text(
        '{"kind":"like","item":"a","user":"ann","time":"2026-05-01"}\n\n'
        '{"kind":"click","item":"b","user":"7","time":"2026-05-02","rank":3}\n'
    )
    expected = [
        Event("like", "a", "ann", time="2026-05-01"),
        Event("click", "b", "7", time="2026-05-02", rank=3),
    ]
    assert list(read_events(tmp_path / "a.csv")) == list(zip((2, 3), expected, strict=True))
    assert list(read_events(tmp_path / "a.jsonl")) == list(zip((1, 3), expected, strict=True))


def test_names_and_seconds_of_other_systems_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("user_id;item_id;event;timestamp\nann;a;view;1777630530\n")
    assert [event for _, event in read_events(path)] == [
        Event("view", "a", "ann", time="2026-05-01T10:15:30Z")
    ]


def test_an_invalid_line_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"kind":"like","item":"a","user":"u"}\n{\n[1]\n{"kind":"x","item":"a"}\n')
    found = list(read_events(path))
    assert [number for number, _ in found] == [1, 2, 3, 4]
    assert [isinstance(one, InputError) for _, one in found] == [False, True, True, True]
    assert "no JSON object" in str(found[1][1])
