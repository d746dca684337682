"""Remove blanks between a closing quote and the separator, which the csv module rejects."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

OPENING = re.compile(' *"')
CLOSING = re.compile('[^"]*(?:""[^"]*)*"(?!")')


def has_gaps(text: str, separator: str) -> bool:
    """Whether there may be any. A quick check: looking at every cell of a large file is slow."""
    return re.search('"' + _gap(separator).pattern, text) is not None


def without_gaps(lines: Iterable[str], separator: str) -> Iterator[str]:
    """Yield the lines without the blanks between a closing quote and the end of its cell."""
    is_quoted = False
    for line in lines:
        kept, at = list[str](), 0
        while at < len(line):
            begun = at
            if not is_quoted:
                at, is_quoted = _cell(line, at, separator)
            if is_quoted and (end := CLOSING.match(line, at)):
                at, is_quoted = end.end(), False
                kept.append(line[begun:at])
                gap = _gap(separator).match(line, at)
                begun = at = gap.end() if gap else at
                at = _behind(line, at, separator)
            elif is_quoted:
                at = len(line)
            kept.append(line[begun:at])
        yield "".join(kept)


def _cell(line: str, at: int, separator: str) -> tuple[int, bool]:
    """
    Return the position after the opening quote and True if the cell here is quoted; else the
    position after the cell and False.
    """
    opening = OPENING.match(line, at)
    return (opening.end(), True) if opening else (_behind(line, at, separator), False)


def _behind(line: str, at: int, separator: str) -> int:
    """Return the position after the cell."""
    end = line.find(separator, at)
    return len(line) if end < 0 else end + 1


@cache
def _gap(separator: str) -> re.Pattern[str]:
    blanks = " \t".replace(separator, "")
    return re.compile(f"[{blanks}]+(?=[{re.escape(separator)}\r\n]|\\Z)")
