"""The command line in this process, and a small drawn catalogue with its collection."""

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from lookalike.cli.main import main
from lookalike.cli.terminal.show import console, errors
from tests import drawn_shop

COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # the framework's own, in the usage


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str


Command: TypeAlias = Callable[..., Outcome]


@pytest.fixture
def lookalike(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`lookalike(*arguments)`, with `main` and all that it prints and exits with, as in a pipe."""
    for one in (console, errors):  # a CI may ask for colours by FORCE_COLOR
        for name, value in {"_force_terminal": False, "_color_system": None}.items():
            monkeypatch.setattr(one, name, value)

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["lookalike", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        out, err = (COLOURS.sub("", text) for text in printed)
        return Outcome(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four small pictures and attributes.csv; not to be changed."""
    return drawn_shop.draw(tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="session")
def indexed(catalogue: Path) -> Path:
    """The catalogue's collection; not to be changed."""
    return drawn_shop.index(catalogue)


@pytest.fixture
def own(indexed: Path, tmp_path: Path) -> Path:
    """A copy of the collection, for tests that change it."""
    return Path(shutil.copytree(indexed, tmp_path / "own"))


@pytest.fixture
def pictures(catalogue: Path) -> list[Path]:
    return sorted(catalogue.glob("*/*.jpg"))


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes standard output look like a terminal of so many columns."""

    def resize(columns: int) -> None:
        settings: dict[str, Any] = {"_force_terminal": True, "_width": columns, "_height": 40}
        for name, value in settings.items():
            monkeypatch.setattr(console, name, value)

    return resize
