"""
A folder is changed at random and indexed again: every item stays with its picture.

The model knows each picture, where it is, and which item it had. It asks of the product what the
rule in `lookalike.indexing.identity` says, worked out for one picture at a time.
"""

import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.files.digest import digest
from lookalike.indexing import plan, run
from lookalike.indexing.folder import index_folder
from lookalike.indexing.report import IndexReport
from lookalike.stores.base import Note, Record
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.stores.set_aside import aside
from lookalike.types import ImageArray, Vectors
from tests.example_package import MEMORY, module_of

SEQUENCES = int(os.environ.get("LOOKALIKE_SEQUENCES", "2000"))
PLACEHOLDERS = 60_000  # numbers of pictures that are not made by counting
SLOTS = [f"{folder}{name}.bmp" for folder in ("", "s/", "t/") for name in "abc"]
PLACES = [f"{root}/{slot}" for root in "AB" for slot in SLOTS]


class Stub:
    """Tells pictures apart and costs nothing."""

    name, dim, size, fingerprint = "stub", 3, 1, "stub"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        rows = np.array([image[0, 0] for image in images], np.float32) + 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def picture(number: int) -> bytes:
    """All of one size in bytes, so that only their content tells them apart."""
    colour = number % 256, number // 256 % 256, 100
    data = BytesIO()
    Image.new("RGB", (2, 2), colour).save(data, "BMP")
    return data.getvalue()


class Crash(Exception):
    """The process was killed."""


Documented: Any = module_of(MEMORY).MemoryStore


class MortalStore(Documented):
    """A store in memory that can be killed between any two writes."""

    def __init__(self) -> None:
        super().__init__(Stub.dim)
        self.writes_left = float("inf")

    def put(self, records: Sequence[Record]) -> None:
        self._write()
        super().put(records)

    def describe(self, records: Sequence[Record]) -> None:
        for record in records:
            super().describe([record])  # by `put`

    def remove(self, ids: Sequence[str]) -> int:
        self._write()
        return int(super().remove(ids))

    def note(self, notes: Sequence[Note]) -> None:
        self._write()
        super().note(notes)

    def forget(self, kind: str, keys: Iterable[str]) -> None:
        self._write()
        super().forget(kind, keys)

    def _write(self) -> None:
        if self.writes_left <= 0:
            raise Crash
        self.writes_left -= 1


@dataclass
class World:
    """Two folders, their collection, and what is true of them."""

    top: Path
    store: Any
    made: int = 0
    given: int = 0
    clock: int = 1_600_000_000
    owners: dict[str, str] = field(default_factory=dict)
    """By content: the item of a picture of which there was never another file."""
    copied: set[str] = field(default_factory=set)
    """Contents that more than one file has had."""
    tags: dict[str, str] = field(default_factory=dict)
    """By item: what was given to it."""
    overwritten: dict[str, str] = field(default_factory=dict)
    """By content: what was given to a picture until its file held another one."""
    found: set[str] = field(default_factory=set)
    """Of these contents, those that the last run has found at other paths."""
    parted: set[str] = field(default_factory=set)
    """Items of pictures that were taken for edits of such ones."""
    lent: dict[str, tuple[str, str | None, str]] = field(default_factory=dict)
    """
    By item that came while a root was away: its content, which an item there has too; what was
    given to it until then; and the root.
    """
    came: set[str] = field(default_factory=set)
    """Items whose place another item of the same content took in the last run."""
    cut_short: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    """Contents of items when a run was killed: it may have noted that they were overwritten."""
    """Folders whose last run may have been killed: two items may be of one path there."""

    def __post_init__(self) -> None:
        for root in "AB":
            (self.top / root).mkdir()
        self.collection = Collection(self.store, [Stub()])

    # What may be done to the folders.

    def add(self, place: str) -> None:
        self.made += 1
        self._write(place, picture(self.made), self._tick())

    edit = add

    def fill(self, place: str, number: int) -> None:
        """With one of a few pictures that many files are of."""
        data = picture(PLACEHOLDERS + number)
        self.copied.add(digest(data))
        self._write(place, data, self._tick())

    def delete(self, place: str) -> None:
        (self.top / place).unlink(missing_ok=True)

    def rename(self, place: str, to: str) -> None:
        if (self.top / place).exists() and not self._is_away(to):
            (self.top / to).parent.mkdir(parents=True, exist_ok=True)
            (self.top / place).replace(self.top / to)

    def replace(self, place: str, to: str) -> None:
        """Another picture comes where one was."""
        if (self.top / place).exists() and not (self.top / to).exists():
            self.rename(place, to)
            self.add(place)

    def copy(self, place: str, to: str, is_dated: bool) -> None:
        path = self.top / place
        if path.exists() and place != to:
            self.copied.add(digest(path.read_bytes()))
            time = path.stat().st_mtime if is_dated else self._tick()
            self._write(to, path.read_bytes(), int(time))

    def swap(self, place: str, to: str) -> None:
        if (self.top / place).exists() and (self.top / to).exists() and place != to:
            self.rename(place, "aside")
            self.rename(to, place)
            self.rename("aside", to)

    def shift(self, root: str) -> None:
        """Rename every file to the next name, the last to the first."""
        here = [f"{root}/{slot}" for slot in SLOTS if (self.top / root / slot).exists()]
        for number, place in enumerate(here):
            self.rename(place, f"shift{number}")
        for number in range(len(here)):
            self.rename(f"shift{number}", here[(number + 1) % len(here)])

    def touch(self, place: str) -> None:
        if (self.top / place).exists():
            os.utime(self.top / place, (self.clock, self._tick()))

    def take_away(self, place: str) -> None:
        """A folder, or one picture; it may be back later."""
        if (self.top / place).exists() and not (self.top / "off" / place).exists():
            self.rename(place, f"off/{place}")

    def bring_back(self, place: str) -> None:
        if (self.top / "off" / place).exists() and not (self.top / place).exists():
            self.rename(f"off/{place}", place)

    def unmount(self, root: str) -> None:
        """A whole root is away, one at a time."""
        if not any(map(self._is_away, "AB")):
            (self.top / root).rename(self.top / "unmounted")

    def mount(self, root: str) -> None:
        if self._is_away(root):
            (self.top / "unmounted").rename(self.top / root)

    def move_folder(self, place: str, to: str) -> None:
        if (self.top / place).exists() and not (self.top / to).exists():
            self.rename(place, to)

    def move_and_edit(self, place: str, to: str) -> None:
        """The first picture of a folder is another one when the folder is moved."""
        self.move_folder(place, to)
        for path in sorted((self.top / to).glob("*.bmp"))[:1]:
            self.edit(f"{to}/{path.name}")

    def give(self, number: int) -> None:
        ids = sorted(item.id for item in self.collection.items())
        if ids:
            self.given += 1
            self._tag(ids[number % len(ids)], f"given {self.given}")

    # What is true.

    def index(self, root: str) -> None:
        before = {r.item.id: r for r in self.store.scan()}
        try:
            report = index_folder(self.collection, self.top / root)
        except InputError:
            assert not self._files(root)
            assert self._of(root, before) or self._is_away(root)
            left = {r.item.id: r.item.source for r in self.store.scan()}
            assert left == {i: r.item.source for i, r in before.items()}
            return
        after = {r.item.id: r for r in self.store.scan()}
        went = (self._of(root, before).keys() & after.keys()) - self._of(root, after).keys()
        assert report.done - len(went) == len(self._files(root))
        self._return(root, before, after)
        self._lend(root, before, after)
        self._find_overwritten(root, before, after)
        self._check_files(root, before, after)
        self._check_the_others(root, before, after, report)
        self._check_tags(after)
        self._learn(root, after)
        self.cut_short.discard(root)

    def crash(self, root: str, writes: int) -> None:
        before = {r.item.id: r for r in self.store.scan()}
        self.store.writes_left = writes
        try:
            index_folder(self.collection, self.top / root)
        except (Crash, InputError):
            pass
        finally:
            self.store.writes_left = float("inf")
        self.cut_short.add(root)
        self.unsure |= {record.origin.digest for record in before.values()}
        self._lend(root, before, {r.item.id: r for r in self.store.scan()})
        self._unlearn()

    def _lend(self, root: str, before: dict[str, Record], after: dict[str, Record]) -> None:
        """Nobody can tell yet whether what is away is what came here."""
        gone: dict[str, str] = {}
        for other in "AB":
            for record in self._of(other, after).values():
                content, path = record.origin.digest, Path(record.item.source)
                if self._is_away(other) or (content in self.copied and not path.exists()):
                    gone[content] = other
        for item_id, record in self._of(root, after).items():
            content, old = record.origin.digest, before.get(item_id)
            if content in gone and (old is None or old.origin.digest != content):
                self.lent[item_id] = content, self.tags.get(item_id), gone[content]

    def _return(self, root: str, before: dict[str, Record], after: dict[str, Record]) -> None:
        """What is in no file is what came; with what was given to that."""
        self.came = set[str]()
        went = {r.item.source: r for i, r in before.items() if i not in after}
        for item_id in before.keys() & after.keys():
            came = went.get(after[item_id].item.source)
            if came and came.origin.digest == after[item_id].origin.digest:
                self.came.add(came.item.id)
                tag = self.tags.get(came.item.id)
                lent = self.lent.get(came.item.id)
                if tag is not None and (lent is None or tag != lent[1]):
                    self.tags[item_id] = tag
        kept = [r for r in self._of(root, after).values() if not Path(r.item.source).exists()]
        still = {record.origin.digest for record in kept}
        self.lent = {i: v for i, v in self.lent.items() if v[2] != root or v[0] in still}

    def _find_overwritten(
        self, root: str, before: dict[str, Record], after: dict[str, Record]
    ) -> None:
        """What turns up at another path has what was given to it, and its item where it can."""
        self.found = set()
        here = {r.item.source: r.item.id for r in before.values()}
        for record in self._of(root, after).values():
            content, item_id, path = record.origin.digest, record.item.id, record.item.source
            is_known = content in self.owners or content in self.copied
            if is_known or content not in self.overwritten:
                continue
            tag = self.overwritten.pop(content)
            if here.get(path) != item_id and not self.cut_short:
                assert record.item.attributes.get("tag") == tag, f"{path} was overwritten"
                assert "~" not in item_id
                self.tags[item_id] = tag
                self.found.add(content)
        for old in before.values():
            item_id, path, content = old.item.id, old.item.source, old.origin.digest
            if item_id in after and after[item_id].origin.digest != content:
                new = [r for i, r in after.items() if r.item.source == path and i not in before]
                if new and new[0].origin.digest == content:
                    self._part(after[item_id], new[0])

    def _part(self, old: Record, new: Record) -> None:
        """The picture that took the path of another is of a new item."""
        self.tags[old.item.id] = str(old.item.attributes["tag"])
        if self.owners.get(new.origin.digest) == old.item.id:
            self.owners[new.origin.digest] = new.item.id
        self.parted.add(new.item.id)

    def _check_files(self, root: str, before: dict[str, Record], after: dict[str, Record]) -> None:
        files = self._files(root)
        here = defaultdict(list)
        for record in self._of(root, after).values():
            here[record.item.source].append(record)
        for path, content in files.items():
            (record,) = here[path]
            assert record.origin.digest == content, path
            assert "away" not in record.item.attributes
            self._check_id(path, content, record, before, files)
        if not self.cut_short:
            self._check_copies(root, before, after, files)
            self._check_edits(before, after, files)

    def _check_id(
        self,
        path: str,
        content: str,
        record: Record,
        before: dict[str, Record],
        files: dict[str, str],
    ) -> None:
        item_id, known = record.item.id, content in self.owners
        if known and content not in self.copied | self._lent():
            assert item_id == self.owners[content], f"{path} has another item"
        (was, *_) = [r for r in before.values() if r.item.source == path] or [None]
        if self.cut_short or was is None or was.origin.digest in self.copied:
            return
        if was.origin.digest == content:
            assert item_id == was.item.id or item_id in self.parted
        elif not known and content not in self.copied | self.found | self.unsure:
            has_left = was.origin.digest in files.values()
            assert (item_id == was.item.id) != has_left, f"{path} was edited, or is another's now"

    def _check_edits(
        self, before: dict[str, Record], after: dict[str, Record], files: dict[str, str]
    ) -> None:
        """Where the pictures beside it went with their folder, one that was edited is the same."""
        owner = {r.item.source: r.item.id for r in after.values()}
        known = self.owners.keys() | self.copied | {r.origin.digest for r in before.values()}
        paths = {record.item.source for record in before.values()}
        edits = defaultdict(set)
        for folder in (self.top / root / name for root in "AB" for name in "stu"):
            beside = [r for r in before.values() if Path(r.item.source).parent == folder]
            if any(Path(record.item.source).exists() for record in beside):
                continue
            went = [after[r.item.id].item.source for r in beside if r.item.id in after]
            new = {str(Path(source).parent) for source in went} - {str(folder)}
            for record in beside if len(new) == 1 else []:
                place = str(Path(*new, Path(record.item.source).name))
                is_lost = record.origin.digest not in files.values()
                if is_lost and place in files and place not in paths and files[place] not in known:
                    edits[place].add(record.item.id)
        for place, ids in edits.items():
            assert owner[place] in ids, f"{place} was edited in a folder that was renamed"

    def _check_copies(
        self,
        root: str,
        before: dict[str, Record],
        after: dict[str, Record],
        files: dict[str, str],
    ) -> None:
        """Files of one content have the items that are free, as far as there are any."""
        was = {r.item.source: r.origin.digest for r in before.values()}
        everywhere = self._files("A") | self._files("B")
        owner = {r.item.source: r.item.id for r in after.values()}
        held = self._held(root, before)
        for content in self.copied & set(files.values()):
            come = [p for p, c in files.items() if c == content and was.get(p) != content]
            free = {
                i: r.item.source
                for i, r in before.items()
                if r.origin.digest == content and everywhere.get(r.item.source) != content
            }
            assert not held & {owner[path] for path in come}, "a copy took what is away"
            free = {i: source for i, source in free.items() if i not in held}
            pairs = {path: free[owner[path]] for path in come if owner[path] in free}
            assert len(pairs) == min(len(come), len(free)), "an item was free, and is not used"
            self._check_names(come, pairs, Counter(free.values()))

    def _held(self, root: str, before: dict[str, Record]) -> set[str]:
        """What was in parts of either folder that are empty now, and did not go to this one."""
        files = self._files(root)
        inodes = {(content, f"{Path(path).stat().st_ino:x}") for path, content in files.items()}
        found = set[str]()
        for other in "AB":
            if self._is_away(other):
                found |= self._of(other, before).keys()
            if other == root and not self._keeps_inodes(root, before):
                continue
            for folder in (self.top / other / name for name in "stu"):
                some = [r for r in before.values() if Path(r.item.source).parent == folder]
                were = {(r.origin.digest, r.origin.stamp.partition("-")[0]) for r in some}
                if len(some) > 1 and not inodes & were and not any(folder.glob("*")):
                    found |= {record.item.id for record in some}
        return found

    def _keeps_inodes(self, root: str, before: dict[str, Record]) -> bool:
        """Most files of this folder that hold what they held are the files that they were."""
        files, same = self._files(root), list[bool]()
        for record in self._of(root, before).values():
            path = record.item.source
            if files.get(path) == record.origin.digest:
                inode = f"{Path(path).stat().st_ino:x}"
                same.append(record.origin.stamp.partition("-")[0] == inode)
        return 2 * sum(same) >= len(same)

    def _check_names(self, come: list[str], pairs: dict[str, str], free: Counter[str]) -> None:
        """The same path first, then the same name."""
        paths = Counter(map(self._relative, free.elements()))
        same = [path for path in come if paths[self._relative(path)]]
        for path in same:
            assert self._relative(pairs[path]) == self._relative(path)
        free -= Counter(pairs[path] for path in same)
        names = Counter(Path(path).name for path in free.elements())
        rest = [path for path in come if path not in same]
        alike = Counter(Path(p).name for p in rest if Path(pairs.get(p, "")).name == Path(p).name)
        assert alike == names & Counter(Path(path).name for path in rest)

    def _check_the_others(
        self, root: str, before: dict[str, Record], after: dict[str, Record], report: IndexReport
    ) -> None:
        """What is not there any more is kept, or set aside."""
        kept = {record.item.id for record in aside(self.store)}
        handed = self.came
        assert before.keys() - after.keys() - handed <= kept
        assert not kept & after.keys()
        assert report.removed >= len(before.keys() - after.keys() - handed)
        away = {r.item.source for r in after.values() if "away" in r.item.attributes}
        assert not away & set(self._files(root))
        assert report.away <= len(away)

    def _check_tags(self, after: dict[str, Record]) -> None:
        told = {i: r.item.attributes.get("tag") for i, r in after.items() if i in self.tags}
        assert told == {item_id: self.tags[item_id] for item_id in told}

    def _learn(self, root: str, after: dict[str, Record]) -> None:
        for record in self._of(root, after).values():
            if "away" not in record.item.attributes:
                stale = [c for c, i in self.owners.items() if i == record.item.id]
                for content in stale:
                    del self.owners[content]
                    if content != record.origin.digest and content not in self.copied:
                        self.overwritten[content] = self.tags[record.item.id]
                if record.origin.digest not in self._lent() & self.owners.keys():
                    self.owners[record.origin.digest] = record.item.id
            if record.item.id not in self.tags and record.item.id not in self.lent:
                self._tag(record.item.id, f"picture {record.origin.digest}")

    def _unlearn(self) -> None:
        """What was edited before the crash is of another picture now."""
        for content, item_id in list(self.owners.items()):
            if any(r.origin.digest != content for r in self.store.get([item_id])):
                del self.owners[content]

    def _lent(self) -> set[str]:
        return {content for content, _, _ in self.lent.values()}

    def _is_away(self, place: str) -> bool:
        root = place.partition("/")[0]
        return root in ("A", "B") and not (self.top / root).exists()

    def _tag(self, item_id: str, tag: str) -> None:
        self.collection.set_attributes(item_id, {"tag": tag})
        self.tags[item_id] = tag

    def _files(self, root: str) -> dict[str, str]:
        found = [path for path in (self.top / root).rglob("*.bmp") if path.is_file()]
        return {str(path): digest(path.read_bytes()) for path in found}

    def _of(self, root: str, records: dict[str, Record]) -> dict[str, Record]:
        start = f"{self.top / root}{os.sep}"
        return {i: r for i, r in records.items() if r.item.source.startswith(start)}

    def _relative(self, path: str) -> str:
        return "/".join(Path(path).parts[len(self.top.parts) + 1 :])

    def _write(self, place: str, data: bytes, time: int) -> None:
        path = self.top / place
        if self._is_away(place):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (time, time))

    def _tick(self) -> int:
        """As coarse as an archive's times are: several pictures have the same."""
        self.clock += 1
        return self.clock // 4 * 4


places, roots = st.sampled_from(PLACES), st.sampled_from("AB")
folders = st.sampled_from(["A/s", "A/t", "A/u", "B/s", "B/t"])
new_folders = st.sampled_from(["A/s", "A/t", "A/u", "B/t", "B/u"])
CHANGES = st.one_of(
    st.tuples(st.just("add"), places),
    st.tuples(st.just("fill"), places, st.integers(0, 1)),
    st.tuples(st.just("rename"), places, places),
    st.tuples(st.just("swap"), places, places),
    st.tuples(st.just("replace"), places, places),
    st.tuples(st.just("copy"), places, places, st.booleans()),
    st.tuples(st.just("delete"), places),
    st.tuples(st.just("touch"), places),
    st.tuples(st.just("shift"), roots),
    st.tuples(st.just("take_away"), st.one_of(folders, places)),
    st.tuples(st.just("bring_back"), st.one_of(folders, places)),
    st.tuples(st.just("unmount"), roots),
    st.tuples(st.just("mount"), roots),
    st.tuples(st.just("move_folder"), folders, new_folders),
    st.tuples(st.just("move_and_edit"), folders, new_folders),
    st.tuples(st.just("give"), st.integers(0, 20)),
    st.tuples(st.just("crash"), roots, st.integers(0, 12)),
)
STEPS = st.lists(
    st.one_of(CHANGES, CHANGES, st.tuples(st.just("index"), roots)), min_size=3, max_size=14
)
BEGINNING = st.dictionaries(places, st.sampled_from([None, None, 0, 1]), min_size=1, max_size=10)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (plan, run):
        monkeypatch.setattr(module, "PAGE", 3)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("worlds")
        return
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder)


def play(
    top: Path,
    beginning: dict[str, int | None],
    steps: list[tuple[Any, ...]],
    open_store: Callable[[Path], Any] = lambda _: MortalStore(),
) -> None:
    top = Path(tempfile.mkdtemp(dir=top))
    world = World(top, open_store(top / "collection"))
    for place, number in beginning.items():
        world.add(place) if number is None else world.fill(place, number)
    steps = [("index", "A"), ("index", "B"), *steps]
    steps += [("mount", "A"), ("mount", "B")]
    steps += [("index", "A"), ("index", "B"), ("index", "A")]
    for number, step in enumerate(steps):
        try:
            getattr(world, step[0])(*step[1:])
        except Exception as error:
            error.add_note(f"after {beginning}: {steps[: number + 1]}")
            raise
    world.collection.close()
    shutil.rmtree(top)


def test_an_overwritten_picture_of_a_part_that_is_away_stays_there(scratch: Path) -> None:
    """What is remembered of it is no item that stands in for the one that is away."""
    names = ("A/a", "A/b", "A/c", "A/t/a", "A/t/b", "A/t/c", "B/t/a", "B/t/b")
    beginning: dict[str, int | None] = {f"{name}.bmp": None for name in names}
    steps = [
        ("fill", "B/t/b.bmp", 0),
        ("index", "B"),
        ("take_away", "B/t"),
        ("move_folder", "A/s", "B/u"),
    ]
    play(scratch, {**beginning, "A/s/a.bmp": 0}, steps)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_pictures_swapped_with_a_root_that_is_away_keep_their_items(
    scratch: Path, order: str
) -> None:
    steps = [
        ("swap", "A/a.bmp", "B/b.bmp"),
        ("unmount", "B"),
        ("index", "A"),
        ("rename", "A/a.bmp", "A/c.bmp"),
        ("mount", "B"),
        *(("index", root) for root in order),
    ]
    play(scratch, {"A/a.bmp": None, "B/b.bmp": None}, steps)


@pytest.mark.parametrize(
    ("beginning", "steps"),
    [
        (
            {"A/s/a.bmp": None, "A/s/c.bmp": None, "A/t/a.bmp": None},
            [("move_folder", "A/s", "B/u"), ("unmount", "A"), ("crash", "B", 4)],
        ),
        (
            {"A/s/a.bmp": None, "A/s/c.bmp": None, "A/t/a.bmp": None},
            [("move_folder", "A/s", "B/u"), ("unmount", "A"), ("index", "B")],
        ),
        (
            {"B/t/b.bmp": 0, "B/s/a.bmp": 1, "A/a.bmp": 0},
            [
                ("unmount", "A"),
                ("take_away", "B/s/a.bmp"),
                ("fill", "B/t/a.bmp", 0),
                ("index", "B"),
                ("fill", "B/t/b.bmp", 1),
            ],
        ),
    ],
    ids=["moved folder, killed", "moved folder", "copy of what is away"],
)
def test_what_came_while_a_root_was_away_is_settled_once_it_is_back(
    scratch: Path, beginning: dict[str, int | None], steps: list[tuple[Any, ...]]
) -> None:
    play(scratch, beginning, steps)


@pytest.mark.slow(seconds=150)
@pytest.mark.usefixtures("small_pages")
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(BEGINNING, STEPS)
def test_every_item_stays_with_its_picture(
    scratch: Path, beginning: dict[str, int | None], steps: list[tuple[Any, ...]]
) -> None:
    play(scratch, beginning, steps)


@pytest.mark.slow(seconds=150)
@pytest.mark.usefixtures("small_pages")
@settings(
    max_examples=max(1, SEQUENCES // 100),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(BEGINNING, STEPS)
def test_the_store_on_disk_keeps_them_there_too(
    scratch: Path, beginning: dict[str, int | None], steps: list[tuple[Any, ...]]
) -> None:
    alive = [step for step in steps if step[0] != "crash"]
    play(scratch, beginning, alive, lambda folder: EmbeddedStore(folder, Stub.dim))
