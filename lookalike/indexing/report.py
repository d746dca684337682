"""The result of an indexing run: counts, and the reason for each failure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

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
    """Files that are back after being away or removed: the item keeps its id."""
    removed: int = 0
    """Items whose file is gone."""
    away: int = 0
    """Items kept although their files are missing: a whole folder, or very many."""
    away_example: str = ""
    """The path of one of them."""
    also_away: int = 0
    """New pictures that are also in a folder, or part of one, that is away."""
    away_folder: str = ""
    """One such folder."""
    unread: list[str] = field(default_factory=list)
    """Of several folders, those that could not be indexed: for each, what is wrong with it."""
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
    """Remarks on possible mistakes in the table, each with its line."""
    seconds: float = 0.0
    is_building: bool = False
    """True while the search graph is built, after all files are done."""
    interrupted: bool = False
    """Stopped before the end: progress is kept, and the next run continues."""

    @property
    def done(self) -> int:
        """Number of files processed so far."""
        whole = self.added + self.updated + self.unchanged + self.moved + self.returned
        return whole + len(self.failed) + self.still_failing + self.overtaken

    def tell_of_table(self, left: Left, remarks: Sequence[str]) -> None:
        """Add what the table and the folder do not share, and the remarks on the table."""
        self.unmatched_rows, self.unmatched_row = left.rows, left.row
        self.images_without_row, self.image_without_row = left.images, left.image
        self.remarks = [*remarks, *left.remarks]


OnProgress: TypeAlias = Callable[[IndexReport, int], None]
"""Called with the report so far and the number of files, after each commit."""
