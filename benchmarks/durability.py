"""
Kill indexing at random moments, and look whether anything is lost, doubled or made up.

    python benchmarks/durability.py [--rounds 30] [--images 120] [--only NAME]... [--seed 1]

Each round starts `lookalike index` in a child process on a copy of the same collection, ends it
by `kill -9`, and checks: the collection opens; every item is as it was before or as it must
become, and as it must become if that was acknowledged; no source is there twice; the next run
leaves exactly what an uninterrupted one leaves. Exits with 1 where one of these fails.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from lookalike.collection import Collection
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.indexing import commit, run
from lookalike.indexing.folder import index_folder
from lookalike.stores.base import Record, Store
from lookalike.stores.embedded import store as embedded
from lookalike.stores.embedded.graph import build_graph
from lookalike.tables.attributes import read_attributes

TOLERANCE = 1e-5  # between vectors of one image encoded in two batches
LIMIT_S = 120.0  # for one child

State = dict[str, Record]
"""What a store holds, by item id."""


@dataclass(frozen=True)
class Bench:
    """A folder, a collection before a run over it, and one after."""

    folder: Path
    before: Path | None
    """None where the run makes the collection."""
    was: State
    becomes: State
    failures: list[tuple[str, str]]


@dataclass
class Killed:
    """What a child said before it ended."""

    acknowledged: list[str] = field(default_factory=list)
    """Ids whose change the store had returned from."""
    seconds: dict[str, float] = field(default_factory=dict)
    """When each milestone was first said, since the child began."""
    finished: bool = False


# The child: the real command line, with a store that says what it has acknowledged.


def child(die_at: int, graph_above: int, arguments: list[str]) -> None:
    """Run `lookalike` with these arguments; die at the n-th file operation of a swap, if asked."""
    from lookalike.cli.main import main as command_line

    commit.COMMIT_ITEMS, run.CHUNK, embedded.GRAPH_ABOVE = 8, 8, graph_above
    _say_after("put", lambda records: [record.item.id for record in records])
    _say_after("describe", lambda records: [record.item.id for record in records])
    _say_after("remove", list)
    _say_after("__init__", lambda folder: [])
    _mark_graph(die_at)
    _say("begun", [])
    sys.argv = ["lookalike", *arguments]
    command_line()


def _say(word: str, ids: list[str]) -> None:
    os.write(3, (json.dumps([word, ids]) + "\n").encode())  # one write: whole lines or none


def _say_after(method: str, ids: Callable[[Any], list[str]]) -> None:
    inner = getattr(embedded.EmbeddedStore, method)

    def outer(self: embedded.EmbeddedStore, what: Any, *rest: Any) -> Any:
        result = inner(self, what, *rest)
        _say(method, ids(what))
        return result

    setattr(embedded.EmbeddedStore, method, outer)


def _mark_graph(die_at: int) -> None:
    inner = build_graph

    def outer(*asked: Any) -> bool:
        _say("building", [])
        is_built = inner(*asked)
        _say("built", [])
        if die_at:
            sys.addaudithook(_Countdown(die_at))
        return is_built

    setattr(embedded, "build_graph", outer)  # noqa: B010 (where the store looks it up)


class _Countdown:
    """Kills its own process before the n-th operation on a file."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(("os.", "open", "shutil.", "tempfile.")):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


# The parent: starts it, kills it, and looks at what is left.


def start(
    bench: Bench,
    address: Path,
    wait_for: str = "begun",
    delay_s: float | None = None,
    die_at: int = 0,
    graph_above: int = 1 << 30,
) -> Killed:
    """Run the child, and kill it `delay_s` after a milestone; None lets it end by itself."""
    arguments = ["index", str(bench.folder), "--into", str(address)]
    arguments += ["--attributes", str(bench.folder / "attributes.csv")]
    reader, writer = os.pipe()
    command = [sys.executable, __file__, "--child", str(die_at), str(graph_above), *arguments]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        ["sh", "-c", f'exec "$@" 3>&{writer} {writer}>&-', "sh", *command],
        pass_fds=[writer], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(writer)
    timer = threading.Timer(LIMIT_S if delay_s is None else delay_s, process.kill)
    told, began = Killed(), time.monotonic()
    with os.fdopen(reader, encoding="utf-8") as lines:
        for line in lines:
            word, ids = json.loads(line)
            told.acknowledged += ids
            told.seconds.setdefault(word, time.monotonic() - began)
            if word == wait_for and timer.ident is None:
                timer.start()
    _, complaint = process.communicate()
    timer.cancel()
    told.seconds["end"] = time.monotonic() - began
    told.finished = process.returncode == 0
    if process.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"the child ended with {process.returncode}: {complaint.decode()}")
    return told


def state(store: Store) -> State:
    """All that a store holds; an id or a source that is there twice is an error."""
    records = list(store.scan(vectors=True))
    for what in ("id", "source"):
        values = Counter(getattr(record.item, what) for record in records)
        doubled = [value for value, count in values.items() if count > 1]
        if doubled:
            raise AssertionError(f"{what} twice: {doubled[:3]}")
    if store.count() != len(records):
        raise AssertionError(f"{store.count()} counted, {len(records)} there")
    return {record.item.id: record for record in records}


def same(one: Record | None, other: Record | None) -> bool:
    """Whether two records say the same, or neither is there."""
    if one is None or other is None or one.vector is None or other.vector is None:
        return one is None and other is None
    alike = (one.item, one.origin) == (other.item, other.origin)
    return alike and bool(np.abs(one.vector - other.vector).max() < TOLERANCE)


def check_left(bench: Bench, now: State, acknowledged: list[str]) -> None:
    """Each item is as it was or as it becomes; as it becomes where that was acknowledged."""
    for item_id in {*now, *bench.was, *bench.becomes}:
        record, becomes = now.get(item_id), bench.becomes.get(item_id)
        if not same(record, becomes) and not same(record, bench.was.get(item_id)):
            raise AssertionError(f"{item_id} is neither old nor new: {record}")
    for item_id in acknowledged:
        if not same(now.get(item_id), bench.becomes.get(item_id)):
            raise AssertionError(f"{item_id} was acknowledged and is lost")


def check_completed(bench: Bench, collection: Collection) -> None:
    """The next run leaves what an uninterrupted one leaves."""
    index_folder(collection, bench.folder, read_attributes(bench.folder / "attributes.csv"))
    now = state(collection.store)
    wrong = [i for i in {*now, *bench.becomes} if not same(now.get(i), bench.becomes.get(i))]
    if wrong:
        raise AssertionError(f"{len(wrong)} items differ from an uninterrupted run: {wrong[:3]}")
    if _failures(collection) != bench.failures:
        raise AssertionError(f"other failures: {_failures(collection)}")
    for record in list(now.values())[::10]:
        assert record.vector is not None
        if record.item.id not in {r.item.id for r in collection.store.nearest(record.vector, 3)}:
            raise AssertionError(f"{record.item.id} does not find itself")


def _failures(collection: Collection) -> list[tuple[str, str]]:
    return [(failure.source, failure.reason) for failure in collection.failures()]


def one_round(bench: Bench, scratch: Path, **how: Any) -> tuple[Killed, str]:
    """Kill one run and look at what is left; the reason is empty where all is well."""
    address = scratch / "killed"
    shutil.rmtree(address, ignore_errors=True)
    if bench.before is not None:
        shutil.copytree(bench.before, address)
    told = start(bench, address, **how)
    try:
        # A kill before the first file was written leaves nothing, which is made anew.
        with Collection.open(address, create=True) as collection:
            check_left(bench, state(collection.store), told.acknowledged)
            check_completed(bench, collection)
    except Exception as error:
        return told, f"{type(error).__name__}: {error}"
    return told, ""


# The two runs that are interrupted.


def bench_of(folder: Path, before: Path | None, after: Path) -> Bench:
    """Do the run without a kill, and keep what it leaves."""
    was: State = {}
    if before is not None:
        shutil.copytree(before, after)
        with Collection.open(before) as collection:
            was = state(collection.store)
    with Collection.open(after, create=True) as collection:
        index_folder(collection, folder, read_attributes(folder / "attributes.csv"))
        return Bench(folder, before, was, state(collection.store), _failures(collection))


def draw_folder(folder: Path, images: int, seed: int) -> None:
    """Small pictures, a table of attributes, and two files that cannot be read."""
    draw_catalogue(folder, images, seed, size=48)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (folder / "empty.png").write_bytes(b"")


def change(folder: Path, scratch: Path) -> None:
    """An eighth each of the images added, changed, removed and moved; prices changed."""
    paths = sorted(folder.rglob("*-*.jpg"))
    part = len(paths) // 8
    draw_catalogue(scratch / "others", 2 * part, 99, size=48)
    others = sorted((scratch / "others").rglob("*.jpg"))
    for old, new in zip(paths[:part], others[:part], strict=True):
        shutil.copyfile(new, old)
    for new in others[part:]:
        shutil.copyfile(new, folder / f"new-{new.name}")
    for path in paths[part : 2 * part]:
        path.unlink()
    (folder / "moved").mkdir()
    for path in paths[2 * part : 3 * part]:
        path.rename(folder / "moved" / path.name)
    table = folder / "attributes.csv"
    header, *rows = table.read_text().splitlines()
    rows = [row + ("9" if number % 3 == 0 else "") for number, row in enumerate(rows)]
    table.write_text("\n".join([header, *rows]))


def moments(name: str, bench: Bench, scratch: Path, rounds: int) -> list[dict[str, Any]]:
    """Where to kill, after watching one run that is let end."""
    graph: dict[str, Any] = {"graph_above": 10} if name in ("graph", "swap") else {}
    if name == "swap":  # some thirty operations on files between the build and the end
        return [{"die_at": n + 1, **graph} for n in range(rounds)]
    told, failed = one_round(bench, scratch, **graph)
    if failed:
        raise SystemExit(f"{name}: a run that was not killed is wrong already: {failed}")
    wait_for = {"graph": "building"}.get(name, "begun")
    until = {"create": "__init__", "graph": "built"}.get(name, "end")
    span = told.seconds[until] - told.seconds[wait_for]
    return [
        {"wait_for": wait_for, "delay_s": random.uniform(0, span), **graph} for _ in range(rounds)
    ]


def measure(name: str, bench: Bench, scratch: Path, rounds: int) -> bool:
    """Print one row; whether every round ended well."""
    faults, kills, items = [], 0, []
    for how in moments(name, bench, scratch, rounds):
        told, fault = one_round(bench, scratch, **how)
        kills += not told.finished
        items.append(len(told.acknowledged))
        faults += [f"{name} {how}: {fault}"] if fault else []
    row = f"{name:10} {rounds:6} {kills:6} {min(items):6} to {max(items):4} {len(faults):7}"
    print("\n".join([row, *faults]), flush=True)
    return not faults


def main() -> int:
    """Print the table; 1 where a round ended badly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--images", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=NAMES)
    asked = parser.parse_args()
    random.seed(asked.seed)
    with tempfile.TemporaryDirectory() as scratch:
        benches = prepared(Path(scratch), asked.images)
        print(f"{'killed in':10} {'rounds':>6} {'kills':>6} {'acknowledged':>14} {'faults':>7}")
        well = [
            measure(name, benches[name], Path(scratch), asked.rounds)
            for name in asked.only or NAMES
        ]
    return 0 if all(well) else 1


NAMES = ("create", "index", "re-index", "graph", "swap")


def prepared(scratch: Path, images: int) -> dict[str, Bench]:
    """A first run and one after changes, each on a folder of its own."""
    fresh, changed = scratch / "fresh", scratch / "changed"
    draw_folder(fresh, images, seed=7)
    draw_folder(changed, images, seed=8)
    first = bench_of(fresh, None, scratch / "first")
    bench_of(changed, None, scratch / "before")
    change(changed, scratch)
    again = bench_of(changed, scratch / "before", scratch / "after")
    return {"create": first, "index": first, "re-index": again, "graph": again, "swap": again}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    else:
        sys.exit(main())
