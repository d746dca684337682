"""What every test may ask for."""

import os
from collections import Counter
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import pytest

from lookalike.stores import connect
from lookalike.stores.address import FOLDER
from tests.example_package import MEMORY, module_of

ROOT = Path(__file__).resolve().parents[1]
SLOW_S = 3  # of processor time: a test that is marked slow and says no other
USUAL_S = 0.1
OVER_ANY_STORE = (
    "tests/test_collection.py",
    "tests/indexing",
    "tests/server",
    "tests/client",
    "tests/health",
    "tests/map",
    "tests/relevance",
    "tests/shortlist",
    "tests/pairs",
    "tests/duplicates",
)
IN_FOLDER = "test_folder_model.py"  # of them, one that takes minutes, and says nothing of stores
MOST_S = 20  # of one that is not marked, on a machine that is slow itself


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    What opens a browser is slow. Files that take longest are begun first.

    Else the last ones would keep one process at work while the others have nothing left to do.
    Over the store in memory, tests of what lies in a collection's folder do not run.
    """
    skip = pytest.mark.skip(reason="of a collection in a folder")
    for item in items:
        if is_in_memory(item.path, config) and item.get_closest_marker("in_folder"):
            item.add_marker(skip)
    marked = dict[Path, dict[int, float]]()
    unmarked = Counter[Path]()
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
        mark = item.get_closest_marker("slow")
        if mark and "seconds" in mark.kwargs:  # of all that this mark stands on
            marked.setdefault(item.path, {})[id(mark)] = mark.kwargs["seconds"]
        else:
            unmarked[item.path] += SLOW_S if mark else USUAL_S
    paths = {item.path for item in items}
    seconds = {p: unmarked[p] + sum(marked.get(p, {}).values()) for p in paths}
    items.sort(key=lambda item: -seconds[item.path])


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `--store memory`, only tests over any store run."""
    is_left_out = config.getoption("--store") == "memory" and not is_over_any(collection_path)
    return True if collection_path.is_file() and is_left_out else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Over the store in memory, a path is the address of a collection in memory."""
    here = connect.STORES[FOLDER]
    if is_in_memory(item.path, item.config):
        connect.STORES[FOLDER] = f"{module_of(MEMORY).__name__}:open_memory"
    try:
        return (yield)
    finally:
        connect.STORES[FOLDER] = here


def is_in_memory(path: Path, config: pytest.Config) -> bool:
    """Whether the tests of this file run over the store in memory."""
    return config.getoption("--store") != "folder" and is_over_any(path)


@cache
def is_over_any(path: Path) -> bool:
    """Whether nothing in the tests of this file but the store knows where a collection is."""
    return any(path.is_relative_to(ROOT / one) for one in OVER_ANY_STORE) and path.name != IN_FOLDER


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """So that the quick run stays quick: what it runs is told when it has become slow."""
    before = processor_s()
    yield
    took = processor_s() - before
    if took > MOST_S and item.get_closest_marker("slow") is None:
        pytest.fail(f"it took {took:.0f} s of processor time: mark it slow", pytrace=False)


def processor_s() -> float:
    """Seconds of this process and of those that it has waited for: a busy machine adds none."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The developers' folder of real images; a user's clone has none."""
    folder = Path(os.environ.get("LOOKALIKE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"needs the developers' images: set LOOKALIKE_DATA, or put them at {folder}")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """
    Where the collections of tests over any store are.

    `memory` runs these only, over a store in memory; `quick` runs all tests, and these over that.
    """
    parser.addoption("--store", choices=["folder", "memory", "quick"], default="folder")
