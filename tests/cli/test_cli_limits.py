"""`--max-pixels`, `--max-bytes` and `--max-memory`, wherever images are read."""

from pathlib import Path

import pytest
import typer
from PIL import Image

from lookalike.cli.terminal.limits import parse_count
from lookalike.images.limits import LIMITS, Limits, limits_in_force
from lookalike.server.settings import Settings
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow(seconds=4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p").mkdir()
    for name, side in (("small", 20), ("large", 60)):
        Image.new("RGB", (side, side), "teal").save(tmp_path / "p" / f"{name}.png")
    return tmp_path / "p"


def test_a_folders_large_images_are_refused_and_read_once_they_may(
    lookalike: Command, folder: Path, tmp_path: Path
) -> None:
    index = ("index", folder, "--into", tmp_path / "c", "--parts", "colour", "--json")
    refused = lookalike(*index, "--max-pixels", "1K").out
    assert '"added": 1' in refused
    assert "--max-pixels" in refused
    assert '"added": 1' in lookalike(*index).out


def test_what_was_too_large_is_tried_again_within_other_limits(
    lookalike: Command, folder: Path, tmp_path: Path
) -> None:
    lookalike("index", folder, "--into", tmp_path / "c", "--parts", "colour", "--max-pixels", "1K")
    again = ("failures", tmp_path / "c", "--retry", "--json")
    assert '"added": 0' in lookalike(*again, "--max-pixels", "2K").out
    assert '"added": 1' in lookalike(*again).out


@pytest.mark.parametrize("option", ["--max-pixels", "--max-bytes", "--max-memory"])
def test_a_query_is_held_to_the_limits(
    lookalike: Command, folder: Path, tmp_path: Path, option: str
) -> None:
    lookalike("index", folder, "--into", tmp_path / "c", "--parts", "colour")
    asked = lookalike("search", folder / "large.png", "--in", tmp_path / "c", option, "50")
    assert asked.status == 1
    assert option in asked.err
    assert limits_in_force() == LIMITS


@pytest.mark.parametrize(
    "command", ["index", "failures", "search", "serve", "train", "evaluate", "demo"]
)
def test_each_command_that_reads_images_has_the_options(lookalike: Command, command: str) -> None:
    said = lookalike(command, "--help").out
    assert "--max-pixels" in said
    assert "--max-bytes" in said
    assert "--max-memory" in said


@pytest.mark.parametrize(
    ("text", "count"), [("300M", 300_000_000), ("1.5g", 1_500_000_000), ("64K", 64_000), ("7", 7)]
)
def test_counts_are_written_as_people_do(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["0", "-1", "many", "3MB", ""])
def test_other_words_are_no_count(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="300M"):
        parse_count(text)


def test_a_server_that_admits_larger_files_takes_larger_requests() -> None:
    settings = Settings().admitting(Limits(max_bytes=500_000_000))
    assert settings.max_image_bytes == settings.sent.max_bytes == 500_000_000
