"""`lookalike events`: recorded from a file, shown, erased."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lookalike.cli.people.events import SHOWN
from lookalike.collection import Collection
from tests.cli.conftest import Command
from tests.client.conftest import running


@pytest.fixture
def ids(indexed: Path) -> list[str]:
    with Collection.open(indexed) as collection:
        return [item.id for item in collection.items()]


@pytest.fixture(params=["folder", "server"])
def address(request: pytest.FixtureRequest, own: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(own)
        return
    with running({"shop": Collection.open(own)}) as address:
        yield address


def test_a_file_is_recorded_shown_and_erased(
    lookalike: Command, address: str, ids: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "kind,item,user,time,rank\n"
        f"view,{ids[0]},ann,2026-05-01T10:00:00Z,\n"
        f"like,{ids[1]},ann,2026-05-02T10:00:00Z,4\n"
        "like,gone,ann,2026-05-02T10:00:00Z,\n"
    )
    done = lookalike("events", "import", address, path)
    assert (done.status, done.out) == (0, "recorded 2 events\n")
    assert "1 event was left out" in done.err
    assert "'gone'" in done.err
    shown = lookalike("events", "show", address, "--user", "ann").out.splitlines()
    assert [line.split()[:3] for line in shown] == [
        ["2026-05-02T10:00:00+00:00", "like", ids[1]],
        ["2026-05-01T10:00:00+00:00", "view", ids[0]],
    ]
    assert "rank 4" in shown[0]
    told = json.loads(lookalike("events", "show", address, "--user", "ann", "--json").out)
    assert told["events"][1] == {
        "kind": "view",
        "item": ids[0],
        "user": "ann",
        "time": "2026-05-01T10:00:00+00:00",
    }
    refused = lookalike("events", "forget", address, "--user", "ann")
    assert (refused.status, "add --yes" in refused.err) == (1, True)
    erased = lookalike("events", "forget", address, "--user", "ann", "--yes")
    assert erased.out == "erased 2 events of user:ann\n"
    assert lookalike("events", "show", address, "--user", "ann").out == "No events of user:ann\n"


def test_invalid_lines_are_told_by_number_and_the_others_recorded(
    lookalike: Command, own: Path, ids: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "events.jsonl"
    good = {"kind": "view", "item": ids[0], "session": "s"}
    lines = [json.dumps(good), "{", json.dumps(good | {"kind": "love"}), json.dumps(good)]
    path.write_text("\n".join(lines))
    done = lookalike("events", "import", own, path)
    assert (done.status, done.out) == (1, "recorded 2 events\n")
    assert "line 2: it is no JSON object" in done.err
    assert "line 3: the kind of an event is one of" in done.err
    assert "2 lines of" in done.err
    path.write_text("\n".join([*lines[:1], *["{"] * (SHOWN + 5)]))
    assert lookalike("events", "import", own, path).err.count("no JSON object") == SHOWN
    path.write_text("\n".join(lines))
    told = json.loads(lookalike("events", "import", own, path, "--json").out)
    assert [one["line"] for one in told["invalid"]] == [2, 3]
    shown = lookalike("events", "show", own, "--session", "s", "--json").out
    assert len(json.loads(shown)["events"]) == 5
