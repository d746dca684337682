"""Print lines whole: a path is never cut or wrapped."""

import sys
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from lookalike.files.passwords import without_passwords
from lookalike.types import Attributes, Item

# No markup: [red] and :smile: may be part of a file name.
console = Console(highlight=False, markup=False, emoji=False)
errors = Console(stderr=True, highlight=False, markup=False, emoji=False)


def printable(text: str) -> str:
    """Escape control characters, which could control the terminal; hide passwords of URLs."""
    escaped = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return without_passwords("".join(escaped), is_data=True)


def plain(text: str, style: str = "") -> Text:
    """Return text from outside, such as a file name, to be printed literally."""
    return Text(printable(text), style)


def print_error(message: str) -> None:
    """Print an error as one line on standard error."""
    line = plain(without_passwords(message.replace("\n", " ")))
    errors.print(Text.assemble(("error: ", "red"), line), soft_wrap=True)


def print_remark(remark: str) -> None:
    """Print a remark on a result as one line on standard error."""
    errors.print(Text.assemble(("remark: ", "yellow"), plain(remark)), soft_wrap=True)


def confirmed(question: str) -> bool:
    """Ask for confirmation on standard error, as standard output may be a pipe."""
    errors.print(plain(f"{question} [y/N] "), end="", soft_wrap=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def print_lines(lines: Sequence[tuple[Text, Text]]) -> None:
    """Print each pair on one line, or each on two lines if the terminal is too narrow."""
    gap = "  "
    fits = all(one.cell_len + len(gap) + two.cell_len <= console.width for one, two in lines)
    separator = gap if fits or not console.is_terminal else "\n    "
    for one, two in lines:
        console.print(one, two, sep=separator, soft_wrap=True)


def print_fields(fields: Mapping[str, object], listed: Container[str] = ()) -> None:
    """Print names and values, one per line; of those `listed`, one member per line."""
    width = max(map(len, fields))
    for name, value in fields.items():
        texts = value if name in listed and isinstance(value, list | tuple) else [value]
        for number, text in enumerate(texts or [""]):
            called = plain("" if number else name, "dim")
            called.pad_right(width - called.cell_len)
            line = Text.assemble(called, "  ", plain(value_text(text)))
            console.print(line, soft_wrap=True)


def label(item: Item) -> str:
    """Return the item's path, relative if it is below the current directory."""
    path = Path(item.source)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else item.source


def attribute_text(attributes: Attributes) -> str:
    """Format attributes in one line, without empty ones."""
    texts = {name: value_text(value) for name, value in attributes.items()}
    return ", ".join(f"{name} {text}" for name, text in texts.items() if text)


def value_text(value: object) -> str:
    """Format one value as people write it."""
    if isinstance(value, list | tuple):
        return "/".join(map(str, value))
    # The shortest text that reads as the same number, and no `.0` behind a whole one.
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
