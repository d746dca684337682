"""A contact sheet that can be shown in a notebook or saved as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lookalike.collection import Collection
from lookalike.notebook.sheet import sheet_html
from lookalike.search.example import Example, examples
from lookalike.search.query import Query, as_query
from lookalike.sheets.result_sheet import result_row, write_sheet
from lookalike.sheets.sheet import SheetRow, draw_sheet
from lookalike.types import ImageArray


@dataclass(frozen=True, eq=False, repr=False)
class ContactSheet:
    """Each search is a row: its queries at the left, its ranked hits at the right."""

    rows: Sequence[SheetRow]
    title: str = ""

    def draw(self) -> ImageArray:
        """Draw the sheet as (height, width, 3), as large as the rows need."""
        return draw_sheet(self.rows, self.title)

    def save(self, path: str | Path) -> None:
        """Write it as PNG, completely or not at all; InputError says why not."""
        write_sheet(self.rows, Path(path).expanduser(), self.title)

    def __repr__(self) -> str:
        hits = sum(len(row.hits) for row in self.rows)
        title = f" {self.title!r}" if self.title else ""
        return f"<ContactSheet{title}: {len(self.rows):,} searches, {hits:,} hits>"

    def _repr_html_(self) -> str:
        return sheet_html(self.rows, self.title)


def contact_sheet(
    collection: Collection, queries: Sequence[Query | Example], title: str = ""
) -> ContactSheet:
    """Run the queries; a hit whose file is missing shows a placeholder."""
    asked = [as_query(one) for one in queries]
    rows = [result_row(collection, one, collection.search(one), _label(one)) for one in asked]
    return ContactSheet(rows, title)


def _label(query: Query) -> str:
    """Return the names of the query's examples, if they have any."""
    named = [one for one in examples(query.like) if isinstance(one, str | Path)]
    return ", ".join(one.name if isinstance(one, Path) else one for one in named)
