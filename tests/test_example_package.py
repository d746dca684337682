"""The package in examples/, installed: it brings an encoder and a store, and changes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.example_package import PACKAGE
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=6)

USED = """
import sys
from lookalike import Collection, Query, index_folder
from lookalike.encoders.catalogue import encoders, spec_of

assert "brightness" in encoders()
with Collection.open("memory://shop", ["brightness", "colour"], create=True) as collection:
    index_folder(collection, sys.argv[1])
    collection.put_image(open(sys.argv[2], "rb").read(), "mine", {"price": 3})
with Collection.open("memory://shop") as again:
    assert again.about().encoders[0].spec == "brightness"
    hits = again.search(Query(sys.argv[2], weights={"brightness": 1}))
    print(len(hits), hits[0].item.id, again.original("mine") == open(sys.argv[2], "rb").read())
    print(repr(again))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of a process that has it installed."""
    target = tmp_path_factory.mktemp("site")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    pip = (sys.executable, "-m", "pip", "install", *quiet, "--no-build-isolation")
    subprocess.run([*pip, "--target", target, str(PACKAGE)], check=True)
    paths = [str(target), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for i in range(3):
        paint(folder / f"{i}.png", i)
    return folder


def run(environment: dict[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_it_is_used_from_python(environment: dict[str, str], photos: Path, tmp_path: Path) -> None:
    done = run(environment, "-c", USED, photos, paint(tmp_path / "mine.png", 9))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "4 mine True",
        "<Collection 'memory://shop': 4 items, parts brightness, colour>",
    ]


def test_it_is_used_from_the_command_line(environment: dict[str, str], photos: Path) -> None:
    listed = run(environment, "-m", "lookalike", "encoders")
    assert "Lightness on a coarse grid" in listed.stdout
    parts = ("--parts", "colour,brightness")
    done = run(environment, "-m", "lookalike", "index", photos, "--into", "memory://x", *parts)
    assert done.returncode == 0, done.stderr
    assert "3" in done.stdout


def test_a_package_that_cannot_be_loaded_is_named(
    environment: dict[str, str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    points = "[lookalike.stores]\nqdrant = no_such_module:open\n[lookalike.encoders]\nx = no.y:Z\n"
    (broken / "entry_points.txt").write_text(points)
    paths = os.pathsep.join([str(tmp_path), environment["PYTHONPATH"]])
    told = run({**environment, "PYTHONPATH": paths}, "-m", "lookalike", "status", "qdrant://h/x")
    assert told.returncode == 1
    assert "brings qdrant:// cannot be loaded" in told.stderr.replace("\n", " ")
    listed = run({**environment, "PYTHONPATH": paths}, "-m", "lookalike", "encoders")
    assert listed.returncode == 0
    assert "Lightness on a coarse grid" in listed.stdout


@pytest.mark.parametrize(
    "command", ["status", "list", "search x.jpg --in", "serve", "export", "index . --into"]
)
def test_an_address_of_no_known_store_is_told_as_it_was_written(
    command: str, tmp_path: Path
) -> None:
    words = [*command.split(), "postgresql://anna:secret@host/shop"]
    words += ["--to", str(tmp_path / "x")] if command == "export" else []
    told = run(dict(os.environ), "-m", "lookalike", *words)
    assert told.returncode != 0
    said = " ".join(told.stderr.split())
    assert "no store for postgresql:// addresses; there are: a folder" in said
    assert "secret" not in said
    assert not list(tmp_path.iterdir())
