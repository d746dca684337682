"""Word the remarks on a table: how many cells, and the first line."""

from collections.abc import Sequence, Sized

from lookalike.files.passwords import without_passwords

SHOWN = 40  # characters of a cell


def shown(cell: object) -> str:
    """A cell as it is written in the file, cut short."""
    text = str(cell)
    text = without_passwords(text)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 row`, `2 rows`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def lines_text(lines: Sequence[int]) -> str:
    """`line 5`, or `line 5 first`."""
    return f"line {lines[0]}{first(lines)}"


def first(several: Sized) -> str:
    """What is said behind the example of several: that it is the first of them."""
    return " first" if len(several) > 1 else ""


def cells_text(cells: Sequence[tuple[int, object]]) -> str:
    """Of lines and what is in them: `line 5: 'N/A'`, or `line 5 first: 'N/A'`."""
    return f"{lines_text([line for line, _ in cells])}: {shown(cells[0][1])}"
