"""Several actors on one collection at once, against a model that knows who said what last."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookalike.collection import Collection
from lookalike.errors import UnknownItem
from lookalike.indexing.folder import index_folder, retry_failures
from lookalike.indexing.put import put_image
from tests.indexing.conftest import paint
from tests.indexing.test_overtaken import touched

FILES = 5
Step = tuple[str, int]

HANDS = st.lists(
    st.tuples(st.sampled_from(["patch", "patch", "remove", "put", "search"]), st.integers(0, 5)),
    min_size=2,
    max_size=8,
)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["rewrite", "touch", "rename", "delete", "spoil", "index", "retry"]),
        st.integers(0, FILES - 1),
    ),
    min_size=2,
    max_size=8,
)


class Ticks:
    """Lets the run wait, after it has looked and before it writes, until a hand has done more."""

    def __init__(self, hands: int) -> None:
        self._changed = threading.Condition()
        self._done, self._hands = 0, hands

    def tick(self, ended: bool = False) -> None:
        with self._changed:
            self._done += 1
            self._hands -= ended
            self._changed.notify_all()

    def wait(self) -> bool:
        """In the place of `should_stop`."""
        with self._changed:
            before = self._done
            self._changed.wait_for(lambda: self._done > before or not self._hands, timeout=20)
        return False


class Folder:
    """Pictures that are all different, and change between runs."""

    def __init__(self, place: Path) -> None:
        self.place, self._seeds = place, count(1000)
        self.paths: dict[int, Path] = {k: self._painted(place / f"{k}.png") for k in range(FILES)}
        self.lost: set[int] = set()
        """Those that no run can know again: deleted, or renamed and changed at once."""
        self._since: dict[int, set[str]] = {}

    def change(self, what: str, k: int) -> None:
        path = self.paths.get(k)
        since = self._since.setdefault(k, set())
        since.add({"rename": "name", "touch": "time"}.get(what, "content"))
        if what == "delete" or {"name", "content"} <= since:
            self.lost.add(k)
        if path is None:
            self.paths[k] = self._painted(self.place / f"again-{next(self._seeds)}.png")
        elif what == "rewrite":
            touched(self._painted(path))
        elif what == "touch":
            touched(path)
        elif what == "rename":
            self.paths[k] = path.rename(self.place / f"moved-{next(self._seeds)}.png")
        elif what == "delete":
            self.paths.pop(k).unlink()
        elif what == "spoil":
            path.write_bytes(b"")
            touched(path)

    def indexed(self) -> None:
        """A run knows them by what they are now, but for what it could not read."""
        self._since = {k: {"content"} for k, p in self.paths.items() if not p.stat().st_size}

    def _painted(self, path: Path) -> Path:
        return paint(path, next(self._seeds), (16, 16))


class Model:
    """What each item was told, in the order in which it was; one hand at a time on each item."""

    def __init__(self, collection: Collection, folder: Folder) -> None:
        self.collection, self.folder, self.clock = collection, folder, count()
        by_source = {item.source: item.id for item in collection.items()}
        self.ids = [by_source[str(folder.paths[k])] for k in range(FILES)] + ["put"]
        self.given: dict[str, dict[str, Any]] = {item_id: {} for item_id in self.ids}
        self.bytes: dict[str, bytes] = {}  # of what was put
        self.removed: dict[str, int] = {"put": -1}  # when, where nothing was put since
        self.runs: list[int] = []  # when each began
        self._locks = {item_id: threading.Lock() for item_id in self.ids}
        self._seeds = count(5000)

    def act(self, what: str, k: int) -> None:
        """One hand's step; UnknownItem is a fair answer where the item was removed."""
        item_id = self.ids[k]
        with self._locks[item_id]:
            getattr(self, what)(item_id)

    def patch(self, item_id: str) -> None:
        word = next(self._seeds)
        try:
            self.collection.set_attributes(item_id, {f"by-{word % 3}": word})
        except UnknownItem:
            return
        self.given[item_id][f"by-{word % 3}"] = word
        self.removed.pop(item_id, None)

    def remove(self, item_id: str) -> None:
        now = next(self.clock)
        if self.collection.remove([item_id]):
            self.removed[item_id], self.given[item_id] = now, {}
            self.bytes.pop(item_id, None)

    def put(self, item_id: str) -> None:
        seed = next(self._seeds)
        with TemporaryDirectory() as place:
            data = paint(Path(place) / "x.png", seed, (16, 16)).read_bytes()
        given = {"by-put": seed} if seed % 2 else None
        put_image(self.collection, data, item_id, given)
        self.given[item_id] = dict(given) if given else self.given[item_id]
        self.bytes[item_id] = data
        self.removed.pop(item_id, None)

    def search(self, item_id: str) -> None:
        try:
            hits = self.collection.search(f"id:{item_id}")
        except UnknownItem:
            return
        assert all(-1.001 <= hit.score <= 1.001 for hit in hits)

    def run(self, what: str, wait: Callable[[], bool]) -> None:
        self.runs.append(next(self.clock))
        if what == "retry":
            retry_failures(self.collection, should_stop=wait)
            return
        report = index_folder(
            self.collection, self.folder.place, allow_empty=True, should_stop=wait
        )
        assert report.done == len(self.folder.paths)
        self.folder.indexed()

    def check(self) -> None:
        """What every hand was told is so, and every file is of one item at most."""
        here = {item.id: item for item in self.collection.items()}
        sources = [item.source for item in here.values()]
        assert len(sources) == len(set(sources))
        for item_id, when in self.removed.items():
            if item_id in here:
                assert any(run > when for run in self.runs), "a removed item came back"
        for k, item_id in enumerate(self.ids):
            is_gone = item_id in self.removed or k in self.folder.lost
            if item_id in self.bytes:
                assert self.collection.original(item_id) == self.bytes[item_id]
            elif is_gone and item_id not in here:
                continue
            if self.given[item_id]:
                assert dict(here[item_id].attributes).items() >= self.given[item_id].items()


def play(folder: Folder, collection: Collection, changes: list[Step], hands: list[Any]) -> None:
    """The folder changes and is indexed on one thread, while each hand acts on another."""
    index_folder(collection, folder.place)
    model, ticks = Model(collection, folder), Ticks(len(hands))

    def index() -> None:
        for what, k in [*changes, ("index", 0)]:
            if what in ("index", "retry"):
                model.run(what, ticks.wait)
            else:
                folder.change(what, k)

    def hand(steps: list[Step]) -> None:
        try:
            for what, k in steps:
                model.act(what, k)
                ticks.tick()
        finally:
            ticks.tick(ended=True)

    with ThreadPoolExecutor(1 + len(hands)) as pool:
        works = [pool.submit(index), *(pool.submit(hand, steps) for steps in hands)]
    for work in works:
        work.result()
    model.check()
    model.run("index", lambda: False)
    model.check()
    there = {item.source for item in collection.items()}
    good = {str(path) for path in folder.paths.values() if path.stat().st_size}
    assert good <= there


@pytest.mark.slow(seconds=5)
@given(CHANGES, st.lists(HANDS, min_size=1, max_size=3))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_hands_do_while_a_folder_is_indexed_is_never_undone(
    changes: list[Step], hands: list[list[Step]]
) -> None:
    with TemporaryDirectory() as place:
        folder = Folder(Path(place, "images"))
        with Collection.open(Path(place, "c"), ["colour"], create=True) as collection:
            play(folder, collection, changes, hands)


@pytest.mark.slow
@given(CHANGES, st.lists(HANDS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_nor_in_many_more_orders(changes: list[Step], hands: list[list[Step]]) -> None:
    with TemporaryDirectory() as place:
        folder = Folder(Path(place, "images"))
        with Collection.open(Path(place, "c"), ["colour"], create=True) as collection:
            play(folder, collection, changes, hands)
