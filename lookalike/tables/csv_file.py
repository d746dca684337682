"""Read CSV rows with their line numbers; a damaged row raises an error that names its line."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

from lookalike.errors import InputError
from lookalike.files.text_file import read_text
from lookalike.tables.gaps import has_gaps, without_gaps
from lookalike.tables.key_column import PATH_COLUMNS
from lookalike.tables.quotes import opening_line

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

Record = tuple[int, int, list[str]]
"""The lines in which a row begins and ends, and its cells."""


class CsvFile:
    """
    The records of a CSV file, and its separator: comma, semicolon or tab.

    Raises InputError, with the line, if a quote is not closed, a cell is too long, or the file is
    not text. Empty lines are skipped, as are blanks before a cell and after its closing quote.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text = read_text(path)
        self._lines = StringIO(text, newline="")
        first = next(self._lines, "")
        self._skipped = int(first[:4].lower() == "sep=")  # names the separator for spreadsheets
        self.separator = first[4:5] if self._skipped else _separator(first)
        self._has_gaps = has_gaps(text, self.separator)

    def records(self) -> Iterator[Record]:
        """Yield all records; the first one holds the column names."""
        self._lines.seek(0)
        skipped = sum(len(line) for line in islice(self._lines, self._skipped))
        self._lines.seek(skipped)
        lines = without_gaps(self._lines, self.separator) if self._has_gaps else self._lines
        reader = csv.reader(lines, delimiter=self.separator, skipinitialspace=True, strict=True)
        begun = 1 + self._skipped
        try:
            for cells in reader:
                last = reader.line_num + self._skipped
                if cells:
                    yield begun, last, cells
                begun = last + 1
        except csv.Error as error:
            last = reader.line_num + self._skipped
            raise InputError(self._fault(begun, last, str(error))) from error

    def _fault(self, begun: int, last: int, error: str) -> str:
        """Say what is wrong with the record on these lines."""
        self._lines.seek(0)
        record = list(islice(self._lines, begun - 1, last))
        opened = begun + opening_line(record, self.separator)
        if "unexpected end" in error or opened < last:
            lost = "the rest of the file" if "unexpected end" in error else f"lines to {last}"
            return (
                f"line {opened} of {self.path} opens a quote and does not close it, which "
                f'swallows {lost}; close it, or write "" for a quote within quotes'
            )
        if "field limit" in error:
            most = f"{csv.field_size_limit():,} characters"
            return f"line {last} of {self.path} has a cell of more than {most}; shorten it"
        return (
            f"line {last} of {self.path} has text after a closing quote; put the whole cell in "
            'quotes, and write "" for a quote in it'
        )


def _separator(line: str) -> str:
    """
    Return the separator that splits the first line into most names, preferring one that yields a
    name of the image column.
    """
    split = {s: [cell.strip().lower() for cell in _cells(line, s)] for s in SEPARATORS}
    named = [s for s in SEPARATORS if not set(PATH_COLUMNS).isdisjoint(split[s])]
    return max(named or list(SEPARATORS), key=lambda s: len(split[s]))


def _cells(line: str, separator: str) -> Sequence[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
