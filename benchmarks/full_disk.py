"""
What happens on a full disk, with files without rights, and when two processes want a collection.

    python benchmarks/full_disk.py [--images 60]

Each situation must end in success, or in one line that says why and exit status 1; nothing that
was there may be lost, and once there is room the same command must complete the collection.
Mounts small disks for itself, so it must be run as root on Linux; else it says so and ends.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from needed import pass_over

from lookalike.collection import Collection
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.indexing.commit import COMMIT_ITEMS

DISK_MIB = 200
FREE_KIB = (0, 1 << 10, 7 << 10, 9 << 10, 63 << 10, 66 << 10)
DIMS = (160, 1600, 4096)
SAYS_FULL = "disk of .* is full|No space left"
COMMAND_LINE = "from lookalike.cli.main import main; main()"
# Root may read all; without these two abilities it is bound by a file's rights as others are.
BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")

# Fills the disk by itself, batch after batch, and says how many it was let put.
GROW = """
import sys, numpy
from pathlib import Path
from lookalike.errors import StoreFull
from lookalike.stores.base import Record
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.types import Item
folder, dim, batch, put = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), 0
store = EmbeddedStore(folder, dim)
vectors = numpy.random.default_rng(0).random((batch, dim), numpy.float32)
try:
    while True:
        ids = range(put, put + batch)
        store.put([
            Record(Item(str(i), f"/photos/{i}", {"name": f"{i} " + 99 * "x", "n": i}), vector=v)
            for i, v in zip(ids, vectors)
        ])
        put += batch
except StoreFull:
    print(put)
"""


class Table:
    """Prints a row for each situation and remembers whether all were well."""

    def __init__(self) -> None:
        self.is_well = True

    def row(self, situation: str, is_well: bool, said: str) -> None:
        """One situation and what came of it."""
        self.is_well &= is_well
        print(f"{situation:44} {'ok ' if is_well else 'BAD'} {said.strip()[:150]}", flush=True)

    def ended(self, situation: str, done: subprocess.CompletedProcess[str]) -> None:
        """Success, or exit status 1 with one line that says that the disk is full."""
        lines = done.stderr.strip().splitlines()
        refused = done.returncode == 1 and len(lines) == 1 and re.search(SAYS_FULL, lines[0])
        said = lines[-1] if lines else done.stdout.strip().split("\n")[0]
        self.row(situation, bool(refused) or done.returncode == 0, f"{done.returncode}: {said}")


@contextmanager
def small_disk() -> Iterator[Path]:
    """An ext4 disk in a file, taken away afterwards: a memory disk fills holes when it is read."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as scratch:
        image, folder = Path(scratch) / "image", Path(scratch) / "disk"
        folder.mkdir()
        with image.open("wb") as file:
            file.truncate(DISK_MIB << 20)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)


@contextmanager
def filled(disk: Path, leave_kib: int) -> Iterator[None]:
    """Another file takes all but this much."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):  # the last blocks hold indexes
        while (left := shutil.disk_usage(disk).free - (leave_kib << 10)) > 0:
            file.write(bytes(min(left, 1 << 20)))
    try:
        yield
    finally:
        filler.unlink()


def lookalike(*words: object, bound: bool = False) -> subprocess.CompletedProcess[str]:
    """The command line, bound by the rights of files if asked."""
    command = [sys.executable, "-c", COMMAND_LINE, *map(str, words)]
    command = [*BOUND, *command] if bound else command
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def count(address: Path) -> int:
    """Items that can be read with their vectors."""
    with Collection.open(address) as collection:
        found = sum(record.vector is not None for record in collection.store.scan(vectors=True))
        return found if found == collection.count() else -1


def index_when_full(table: Table, folder: Path, images: int) -> None:
    """First indexing, and indexing again, with less and less room; then with room."""
    half = folder / min(p.name for p in folder.iterdir() if p.is_dir())
    for free_kib in FREE_KIB:
        with small_disk() as disk:
            new, old = disk / "new", disk / "old"
            lookalike("index", half, "--into", old)
            before = count(old)
            with filled(disk, free_kib):
                table.ended(f"index, {free_kib:,} KiB free", run_index(folder, new))
                table.ended(f"index again, {free_kib:,} KiB free", run_index(folder, old))
                commands = (("search", half, old), ("remove", half, old))
                for name, _, _ in commands:
                    table.ended(f"{name}, {free_kib:,} KiB free", _other(name, folder, old))
            kept = count(old)
            table.row("... what was there is there", kept >= before, f"{before} -> {kept}")
            run_index(folder, new), run_index(folder, old)
            table.row("... completed with room", count(new) == images, f"{count(new)} items")


def _other(name: str, folder: Path, old: Path) -> subprocess.CompletedProcess[str]:
    if name == "search":
        return lookalike("search", next(folder.rglob("*.jpg")), "--in", old, "--json")
    return lookalike("remove", old, "--where", "name = 'none'")


def run_index(folder: Path, address: Path) -> subprocess.CompletedProcess[str]:
    """With a table of attributes, so that both vectors and attributes are written."""
    options = ("--attributes", folder / "attributes.csv")
    return lookalike("index", folder, "--into", address, *options)


def grow_until_full(table: Table) -> None:
    """The reserve must keep memory maps from running into the end of the disk."""
    for dim in DIMS:
        with small_disk() as disk:
            command = [sys.executable, "-c", GROW, str(disk / "grown"), str(dim), str(COMMIT_ITEMS)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            there = -1 if done.returncode else count_raw(disk / "grown", dim)
            is_well = done.returncode == 0 and there == int(done.stdout)
            said = f"{done.returncode}: {there:,} items there; {done.stderr[-100:]}"
            table.row(f"put until full, {dim} dimensions", is_well, said)


def count_raw(folder: Path, dim: int) -> int:
    """The same for a store without encoders."""
    from lookalike.stores.embedded.store import EmbeddedStore

    store = EmbeddedStore(folder, dim)
    found = sum(record.vector is not None for record in store.scan(vectors=True))
    store.close()
    return found


def without_rights(table: Table, folder: Path, images: int) -> None:
    """A file, then a folder, that may not be read, and a place that may not be written."""
    with tempfile.TemporaryDirectory() as scratch:
        place, file = Path(scratch), next(folder.rglob("*.jpg"))
        within = len(list(file.parent.glob("*.jpg")))
        lookalike("index", folder, "--into", place / "kept", bound=True)
        for path, lost in ((file, 1), (file.parent, within)):
            rights = path.stat().st_mode
            path.chmod(0)
            lookalike("index", folder, "--into", place / "kept", bound=True)
            fresh = lookalike("index", folder, "--into", place / path.stem, bound=True)
            path.chmod(rights)
            found = count(place / "kept"), count(place / path.stem)
            table.row(f"unreadable {path.name}", found == (images, images - lost), f"{found}")
            reason = fresh.stdout.strip().splitlines()[-1]
            table.row("... gives a reason", reason.endswith("ermission denied"), reason)
        place.chmod(0o555)
        refused = lookalike("index", folder, "--into", place / "no", bound=True)
        table.row("a place that may not be written", refused.returncode == 1, refused.stderr)
        place.chmod(0o755)


def two_at_once(table: Table, folder: Path) -> None:
    """The second process is told so."""
    with tempfile.TemporaryDirectory() as scratch:
        address = Path(scratch) / "collection"
        with Collection.open(address, create=True):
            for done in (run_index(folder, address), lookalike("status", address)):
                is_well = done.returncode == 1 and done.stderr.count("\n") == 1
                table.row("locked by another process", is_well, done.stderr)


def main() -> int:
    """Print the table; 1 where a situation ended badly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--images", type=int, default=60)
    asked = parser.parse_args()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or sys.platform != "linux":
        pass_over("mounting a small disk and dropping rights need root on Linux")
    table = Table()
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch) / "images"
        draw_catalogue(folder, asked.images, size=64)
        two_at_once(table, folder)
        without_rights(table, folder, asked.images)
        grow_until_full(table)
        index_when_full(table, folder, asked.images)
    return 0 if table.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
