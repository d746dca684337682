"""The command line as a process of its own: signals, pipes, and a folder that is followed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from lookalike.collection import Collection
from lookalike.errors import CollectionInUse, CollectionNotFound
from tests.indexing.conftest import paint

DEADLINE_S = 60.0  # generous: the machine may be busy with other things
COLOUR_WISHES = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE")
PLAIN = {name: value for name, value in os.environ.items() if name not in COLOUR_WISHES}
Start: TypeAlias = Callable[..., "subprocess.Popen[str]"]

pytestmark = [
    pytest.mark.slow(seconds=60),
    pytest.mark.skipif(os.name != "posix", reason="sends signals as POSIX has them"),
]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `lookalike ...` in a child process, and ends it if the test has not."""
    children = []

    def begin(*arguments: object, setup: str = "") -> "subprocess.Popen[str]":
        program = f"{setup}\nfrom lookalike.cli.main import main\nmain()"
        command = [sys.executable, "-W", "error", "-c", program, *map(str, arguments)]
        child = subprocess.Popen(
            command, env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        children.append(child)
        return child

    yield begin
    for child in children:
        if child.poll() is None:
            child.kill()
        child.communicate()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for number in range(240):
        paint(tmp_path / "photos" / f"{number:03}.png", number, (16, 16))
    return tmp_path / "photos"


@pytest.fixture
def slow() -> str:
    """Makes a run long enough to be stopped in its middle: the encoders take their time."""
    return (
        "import time\n"
        "from lookalike.encoders.layout import Layout\n"
        "encode = Layout.encode\n"
        "Layout.encode = lambda s, images: (time.sleep(.02 * len(images)), encode(s, images))[1]\n"
    )


def until(is_true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not is_true():
        assert time.monotonic() < end, f"not within {DEADLINE_S:g} s: {what}"
        time.sleep(0.1)


def has_begun(address: Path) -> Callable[[], bool]:
    """Whether a run holds the collection and its signal handlers are in place."""

    def check() -> bool:
        try:
            with Collection.open(address):
                return False
        except CollectionInUse:
            return True
        except CollectionNotFound:
            return False

    return check


def stays_for(seconds: float, path: Path) -> bool:
    """Whether a file is not written for so long."""
    before = path.stat().st_mtime_ns
    time.sleep(seconds)
    return path.stat().st_mtime_ns == before


def count(address: Path) -> int:
    with Collection.open(address) as collection:
        return collection.count()


def run(start: Start, *arguments: object) -> dict[str, Any]:
    out, err = start(*arguments, "--json").communicate(timeout=DEADLINE_S)
    assert err == ""
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_a_run_that_keeps_what_is_done(
    start: Start, photos: Path, tmp_path: Path, slow: str, number: int, status: int
) -> None:
    child = start("index", photos, "--into", tmp_path / "new", setup=slow)
    until(has_begun(tmp_path / "new"), "the run has begun")
    time.sleep(1)
    child.send_signal(number)
    out, err = child.communicate(timeout=DEADLINE_S)
    assert (child.returncode, err) == (status, "")
    assert "Stopped. Finished work is kept; the same command continues it." in out
    kept = count(tmp_path / "new")
    assert 0 < kept < 240
    report = run(start, "index", photos, "--into", tmp_path / "new")
    assert (report["unchanged"], report["added"]) == (kept, 240 - kept)


def test_a_second_ctrl_c_ends_at_once_and_loses_nothing(
    start: Start, photos: Path, tmp_path: Path, slow: str
) -> None:
    child = start("index", photos, "--into", tmp_path / "new", setup=slow.replace(".02", "1"))
    until(has_begun(tmp_path / "new"), "the run has begun")
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)  # a batch of this run would take longer
    assert child.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err
    assert run(start, "index", photos, "--into", tmp_path / "new")["added"] <= 240
    assert count(tmp_path / "new") == 240


def test_a_collection_in_use_is_said_in_one_line(
    start: Start, photos: Path, tmp_path: Path
) -> None:
    with Collection.open(tmp_path / "new", create=True):
        child = start("status", tmp_path / "new")
        _, err = child.communicate(timeout=DEADLINE_S)
    assert child.returncode == 1
    assert err == (
        f"error: {tmp_path / 'new'} is in use by another process (pid {os.getpid()}); "
        "try again when it has finished\n"
    )


def test_a_reader_that_has_seen_enough_is_no_error(
    start: Start, photos: Path, tmp_path: Path
) -> None:
    run(start, "index", photos, "--into", tmp_path / "new")
    child = start("list", tmp_path / "new", "-k", 1000)
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    assert child.stderr.read() == ""


def test_standard_input_comes_through_a_pipe(start: Start, photos: Path, tmp_path: Path) -> None:
    run(start, "index", photos, "--into", tmp_path / "new")
    program = "from lookalike.cli.main import main; main()"
    command = [sys.executable, "-c", program, "search", "-", "--in", str(tmp_path / "new")]
    with (photos / "007.png").open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1].endswith("007.png")


class Watched:
    """A folder that a child process follows."""

    def __init__(self, start: Start, folder: Path, address: Path) -> None:
        self.folder, self.address = folder, address
        self.child = start("index", folder, "--into", address, "--watch")
        until(lambda: self.names() == {"0.png", "1.png", "2.png"}, "the first run is done")

    def names(self) -> set[str]:
        """Of the images in the collection, which is free while nothing changes."""
        try:
            with Collection.open(self.address) as collection:
                return {str(item.attributes["name"]) for item in collection.items()}
        except (CollectionInUse, CollectionNotFound):
            return set()

    def width(self, name: str) -> object:
        try:
            with Collection.open(self.address) as collection:
                found = list(collection.items(f"name = '{name}'"))
                return found[0].attributes["width"] if found else None
        except CollectionInUse:
            return None

    def away(self) -> int:
        try:
            with Collection.open(self.address) as collection:
                return collection.about().away
        except CollectionInUse:
            return -1

    def settles_at(self, *names: str) -> None:
        until(lambda: self.names() == set(names), f"the collection has {names}")


@pytest.fixture
def watched(start: Start, tmp_path: Path) -> Watched:
    for number in range(3):
        paint(tmp_path / "photos" / f"{number}.png", number)
    return Watched(start, tmp_path / "photos", tmp_path / "collection")


def test_a_new_file_is_followed(watched: Watched) -> None:
    paint(watched.folder / "deep" / "new.png", 9)
    watched.settles_at("0.png", "1.png", "2.png", "new.png")


def test_a_removed_file_is_followed(watched: Watched) -> None:
    (watched.folder / "1.png").unlink()
    watched.settles_at("0.png", "2.png")


def test_a_renamed_file_is_followed(watched: Watched) -> None:
    (watched.folder / "1.png").rename(watched.folder / "one.png")
    watched.settles_at("0.png", "2.png", "one.png")


def test_a_changed_file_is_followed(watched: Watched) -> None:
    paint(watched.folder / "1.png", 7, (80, 60))
    until(lambda: watched.width("1.png") == 80, "the new size is known")


def test_a_folder_moved_in_and_out_again_is_followed(watched: Watched, tmp_path: Path) -> None:
    aside = tmp_path / "holiday 2024.05"
    paint(aside / "beach.png", 11)
    aside.rename(watched.folder / aside.name)
    watched.settles_at("0.png", "1.png", "2.png", "beach.png")
    (watched.folder / aside.name).rename(aside)
    watched.settles_at("0.png", "1.png", "2.png")


@pytest.mark.parametrize("is_mount", [False, True])
def test_a_folder_that_is_away_for_a_while_is_waited_for(
    watched: Watched, tmp_path: Path, is_mount: bool
) -> None:
    off = tmp_path / "off"
    watched.folder.rename(off)
    if is_mount:
        watched.folder.mkdir()
    until(lambda: watched.away() == 3, "it is seen that the folder is away")
    paint(off / "new.png", 9)
    shutil.copytree(off, tmp_path / "same")  # other inodes, as of another disk
    if is_mount:
        watched.folder.rmdir()
    (tmp_path / "same").rename(watched.folder)
    watched.settles_at("0.png", "1.png", "2.png", "new.png")
    assert watched.away() == 0
    paint(watched.folder / "later.png", 10)
    watched.settles_at("0.png", "1.png", "2.png", "new.png", "later.png")
    watched.child.send_signal(signal.SIGINT)
    _, errors = watched.child.communicate(timeout=DEADLINE_S)
    said = "no image is left in" if is_mount else f"the folder {watched.folder} is missing"
    assert errors.count("error: ") == errors.count(said) == 1


def test_a_folder_that_comes_late_is_waited_for(
    start: Start, watched: Watched, tmp_path: Path
) -> None:
    watched.child.kill()
    watched.child.communicate()
    watched.folder.rename(tmp_path / "off")
    child = start("index", watched.folder, "--into", watched.address, "--watch")
    assert child.stderr is not None
    assert "is missing; its 3 items are kept" in child.stderr.readline()
    paint(tmp_path / "off" / "new.png", 9)
    (tmp_path / "off").rename(watched.folder)
    watched.settles_at("0.png", "1.png", "2.png", "new.png")
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=DEADLINE_S)
    assert "error: " not in errors


def test_a_file_that_is_still_being_written_ends_up_right(watched: Watched, tmp_path: Path) -> None:
    data = paint(tmp_path / "big.png", 13, (300, 200)).read_bytes()
    with (watched.folder / "big.png").open("wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        time.sleep(3)  # longer than the folder must be quiet for a run to begin
        file.write(data[len(data) // 2 :])
    until(lambda: watched.width("big.png") == 300, "the whole file is in")
    with Collection.open(watched.address) as collection:
        assert collection.failures() == []


def test_watching_ends_cleanly(watched: Watched) -> None:
    watched.settles_at("0.png", "1.png", "2.png")
    watched.child.send_signal(signal.SIGINT)
    out, err = watched.child.communicate(timeout=DEADLINE_S)
    assert watched.child.returncode == 0
    assert out.startswith("added 3  ")
    assert err == f"Watching {watched.folder}; press Ctrl-C to stop.\n"


def test_a_collection_inside_the_folder_does_not_wake_its_own_watch(
    start: Start, tmp_path: Path
) -> None:
    for number in range(3):
        paint(tmp_path / f"{number}.png", number)
    watched = Watched(start, tmp_path, tmp_path / "collection")
    until(lambda: stays_for(4, tmp_path / "collection" / "lock"), "nobody opens it any more")
    watched.child.send_signal(signal.SIGINT)
    assert watched.child.wait(DEADLINE_S) == 0
