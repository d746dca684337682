"""The result of an indexing run: counts, and the reason for each failure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lookalike.stores.failures import Failure
from lookalike.tables.joining import Left


@dataclass
class IndexReport:
    """Numbers of files, and the failures one by one."""

    added: int = 0
    updated: int = 0
    """Other pixels or other attributes than before."""
    unchanged: int = 0
    moved: int = 0
    """Known content under a new name: the item keeps its id."""
    returned: int = 0
    """Files back at their place, after they had been away or removed: the item keeps its id."""
    removed: int = 0
    """Items whose file has vanished."""
    away: int = 0
    """Items that were kept although their files are not there: a whole folder, or very many."""
    away_example: str = ""
    """The file of one of them."""
    also_away: int = 0
    """New pictures that a folder which is away, or a part of one, has too."""
    away_folder: str = ""
    """That folder, or one of them."""
    failed: list[Failure] = field(default_factory=list)
    still_failing: int = 0
    """Failed in an earlier run and have not changed since: not tried again unless asked."""
    overtaken: int = 0
    """Left alone: they, or their items, were changed by others while the run went on."""
    unmatched_rows: int = 0
    """Rows of the attribute table that named no image."""
    unmatched_row: str = ""
    """One of them, with its line, its key, and what an image is called instead."""
    images_without_row: int = 0
    """Images that no row of the table named."""
    image_without_row: str = ""
    """One of them, by its path below the folder."""
    remarks: list[str] = field(default_factory=list)
    """What in the table may not be meant, each with its line."""
    seconds: float = 0.0
    is_building: bool = False
    """All files are done, and the search graph is being built where it pays."""
    interrupted: bool = False
    """Stopped before the end: what was done is kept, and the next run goes on."""

    @property
    def done(self) -> int:
        """Files dealt with so far."""
        whole = self.added + self.updated + self.unchanged + self.moved + self.returned
        return whole + len(self.failed) + self.still_failing + self.overtaken

    def tell_of_table(self, left: Left, remarks: Sequence[str]) -> None:
        """What of a table and the folder did not find each other, and what is odd about it."""
        self.unmatched_rows, self.unmatched_row = left.rows, left.row
        self.images_without_row, self.image_without_row = left.images, left.image
        self.remarks = [*remarks, *left.remarks]


OnProgress: TypeAlias = Callable[[IndexReport, int], None]
"""Called with the report so far and the number of files, when what it counts is on disk."""
