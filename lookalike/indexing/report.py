"""The result of an indexing run: counts, and the reason for each failure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lookalike.duplicates.result import Copy
from lookalike.errors import InputError
from lookalike.stores.failures import Failure
from lookalike.tables.joining import Left


@dataclass
class IndexReport:
    """Counts of files, and each failure."""

    added: int = 0
    updated: int = 0
    """Files with changed pixels or attributes."""
    unchanged: int = 0
    moved: int = 0
    """Files with known content under a new name: the item keeps its id."""
    returned: int = 0
    """Files that are back after being missing or removed: the item keeps its id."""
    removed: int = 0
    """Items whose file is gone."""
    away: int = 0
    """Items kept although their files are missing: a whole folder, or very many."""
    away_example: str = ""
    """The path of one of them."""
    also_away: int = 0
    """New pictures that are also in a folder, or part of one, that is missing."""
    away_folder: str = ""
    """One such folder."""
    unread: list[str] = field(default_factory=list)
    """For each folder that could not be indexed: what is wrong with it, and what to do."""
    missing: dict[str, str] = field(default_factory=dict)
    """What is wrong with those that are missing, unreadable or without images; items are kept."""
    forgotten: list[str] = field(default_factory=list)
    """Folders that are gone for good: their items were removed, and they are not indexed again."""
    failed: list[Failure] = field(default_factory=list)
    still_failing: int = 0
    """Files that failed in an earlier run and are unchanged; retried only on request."""
    overtaken: int = 0
    """Files skipped because they or their items were changed by others during the run."""
    unmatched_rows: int = 0
    """Rows of the attribute table without an image."""
    unmatched_row: str = ""
    """One of them: its line, its key, and an example of an image's name."""
    images_without_row: int = 0
    """Images without a row in the table."""
    image_without_row: str = ""
    """One of them, by its path below the folder."""
    remarks: list[str] = field(default_factory=list)
    """
    Remarks on possible mistakes in the table, each with its line, and on what was not compared.
    """
    copies: list[Copy] = field(default_factory=list)
    """New images that show the same picture as another item, if they were to be compared."""
    seconds: float = 0.0
    is_building: bool = False
    """True while the search graph is built, after all files are done."""
    is_comparing: bool = False
    """True while new images are compared with what is there, after that."""
    interrupted: bool = False
    """Stopped before the end: progress is kept, and the next run continues."""

    def __repr__(self) -> str:
        """Name what is not zero, and the number of what has failed."""
        said = {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "moved": self.moved,
            "returned": self.returned,
            "removed": self.removed,
            "away": self.away,
            "failed": len(self.failed),
            "still failing": self.still_failing,
            "overtaken": self.overtaken,
            "folders unread": len(self.unread),
            "copies": len(self.copies),
            "remarks": len(self.remarks),
        }
        counts = [f"{count:,} {name}" for name, count in said.items() if count]
        end = ["interrupted"] if self.interrupted else []
        return f"<IndexReport: {', '.join([*counts, f'{self.seconds:.1f} s', *end])}>"

    @property
    def done(self) -> int:
        """Number of files processed so far."""
        whole = self.added + self.updated + self.unchanged + self.moved + self.returned
        return whole + len(self.failed) + self.still_failing + self.overtaken

    def unread_with(self, advice: Callable[[str], str]) -> list[str]:
        """Return `unread`; `advice` says what to do about a missing folder, in place of ours."""
        other = {
            told(fact, folder): told(fact, folder, advice) for folder, fact in self.missing.items()
        }
        return [other.get(reason, reason) for reason in self.unread]

    def tell_of_table(self, left: Left, remarks: Sequence[str]) -> None:
        """Add what the table and the folder do not share, and the remarks on the table."""
        self.unmatched_rows, self.unmatched_row = left.rows, left.row
        self.images_without_row, self.image_without_row = left.images, left.image
        self.remarks = [*remarks, *left.remarks]


def told(fact: str, folder: str, advice: Callable[[str], str] | None = None) -> str:
    """Return what is wrong with a folder, and what to do: by default in the names of the API."""
    return f"{fact}. {(advice or _advice)(folder)}"


def _advice(folder: str) -> str:
    return (
        "Bring it back and index it again; or if it has moved, index it at its new place with "
        f"`moved_from` {folder}; or if it is gone for good, index it with `allow_removal`, which "
        "removes its items, and forgets a folder that is missing"
    )


class FolderAway(InputError):
    """No folder could be indexed; the items of those that are missing or empty are kept."""

    def __init__(self, report: IndexReport) -> None:
        super().__init__("\n".join(report.unread))
        self.report = report


OnProgress: TypeAlias = Callable[[IndexReport, int], None]
"""Called with the report so far and the number of files, after each commit."""
