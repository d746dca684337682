"""Wording of remarks on a table: the number of cells, and the first line."""

from collections.abc import Sequence, Sized

from lookalike.files.passwords import without_passwords

SHOWN = 40  # characters of a cell


def shown(cell: object) -> str:
    """Return a cell as it is written in the file, shortened, without passwords."""
    text = str(cell)
    text = without_passwords(text)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 row`, `2 rows`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def lines_text(lines: Sequence[int]) -> str:
    """Return `line 5` for one line, `line 5 first` for several."""
    return f"line {lines[0]}{first(lines)}"


def first(several: Sized) -> str:
    """Return the suffix that says that an example is the first of several."""
    return " first" if len(several) > 1 else ""


def cells_text(cells: Sequence[tuple[int, object]]) -> str:
    """Return lines and cells as text: `line 5: 'N/A'`, or `line 5 first: 'N/A'`."""
    return f"{lines_text([line for line, _ in cells])}: {shown(cells[0][1])}"
