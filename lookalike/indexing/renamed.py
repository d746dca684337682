"""
Detect folders that were renamed between two runs, by where their pictures are now.

A folder counts as renamed where no picture is left in it, and more than half of those of it that
were found again are in one other folder, at the same depth below it.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator


def renamed_folders(moves: Iterable[tuple[str, str]], staying: Iterable[str]) -> dict[str, str]:
    """
    Return the new path of each renamed folder by its old path.

    `moves` are old and new paths of pictures; `staying` are folders that still hold a picture.
    """
    went: dict[str, Counter[str]] = defaultdict(Counter)
    found: Counter[str] = Counter()
    for before, now in moves:
        found.update(_above(before))
        for old, new in zip(_above(before), _above(now), strict=False):
            if old == new:
                break
            went[old][new] += 1
    kept = {above for folder in staying for above in (folder, *_above(folder))}
    most = {old: counts.most_common(1)[0] for old, counts in went.items() if old not in kept}
    return {old: new for old, (new, count) in most.items() if 2 * count > found[old]}


def places_now(path: str, renamed: dict[str, str]) -> Iterator[str]:
    """
    Yield the paths where a picture would be if moved with its folders, innermost folder first.
    """
    for folder in _above(path):
        if folder in renamed:
            yield renamed[folder] + path[len(folder) :]


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a path, innermost first."""
    while (folder := os.path.dirname(path)) != path:  # noqa: PTH120 (a text is asked for)
        yield folder
        path = folder
