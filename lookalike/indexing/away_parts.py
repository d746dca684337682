"""Items of parts of folders that may be away: what moved takes them along, and a copy does not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from lookalike.images.find import Found
from lookalike.indexing.away_folders import empty_folders, has_moved
from lookalike.indexing.vanished import Leaver, Vanished

Come: TypeAlias = Sequence[tuple[Found, str]]
"""Files that have come to this folder, each with its content."""


def not_here(parts: Mapping[str, Sequence[Leaver]], come: Come) -> dict[str, Sequence[Leaver]]:
    """Of parts of folders those that are away: no file that has come was in them."""
    return {part: leavers for part, leavers in parts.items() if not _is_here(part, leavers, come)}


def empty_parts(leavers: Iterable[Leaver], root: str) -> dict[str, list[Leaver]]:
    """The parts of this folder that are empty or missing, but for those of unknown inodes."""
    gone = {leaver.source: leaver for leaver in leavers if leaver.is_gone}
    parts: dict[str, list[Leaver]] = defaultdict(list)
    for source, folder in empty_folders(list(gone), [], [root]).items():
        parts[folder].append(gone[source])
    return {part: some for part, some in parts.items() if any(leaver.stamp for leaver in some)}


def keeps_inodes(vanished: Vanished, in_place: Iterable[Leaver]) -> bool:
    """
    Whether files of this folder that nobody has moved have the inodes that they had.

    Some file systems number theirs anew when they are mounted, so that a copy cannot be told.
    `in_place` are items whose files hold what they held, but are of another time or stamp.
    """
    known = [leaver for leaver in in_place if leaver.is_own and leaver.stamp]
    other = sum(leaver.is_renumbered for leaver in known)
    return vanished.other_inode + other <= vanished.same_inode + len(known) - other


def _is_here(part: str, leavers: Sequence[Leaver], come: Come) -> bool:
    stamps: dict[str, set[str]] = defaultdict(set)
    for leaver in leavers:
        stamps[leaver.digest].add(leaver.stamp)
    here = [(found, stamps[content]) for found, content in come if content in stamps]
    return has_moved(
        part, {str(found.path): were for found, were in here}, [found for found, _ in here]
    )
