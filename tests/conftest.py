"""What every test may ask for."""

import os
from pathlib import Path

import pytest

from lookalike.stores import connect
from lookalike.stores.address import FOLDER
from tests.example_package import MEMORY, module_of

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The developers' folder of real images; a user's clone has none."""
    folder = Path(os.environ.get("LOOKALIKE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"needs the developers' images: set LOOKALIKE_DATA, or put them at {folder}")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=["folder", "memory"], default="folder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Over the store in memory, tests of what lies in a collection's folder do not run."""
    if config.getoption("--store") == "memory":
        skip = pytest.mark.skip(reason="of a collection in a folder")
        for item in items:
            if item.get_closest_marker("in_folder"):
                item.add_marker(skip)


def pytest_configure(config: pytest.Config) -> None:
    """With `--store memory`, a path is the address of a collection in memory."""
    if config.getoption("--store") == "memory":
        connect.STORES[FOLDER] = f"{module_of(MEMORY).__name__}:open_memory"
