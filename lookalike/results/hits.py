"""The hits of a search: a list that a notebook shows with pictures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, overload

from lookalike.results.frames import attribute_columns, part_columns, to_arrow, to_pandas
from lookalike.sheets.caption import caption
from lookalike.types import Hit, Relevance

if TYPE_CHECKING:
    from lookalike.stores.kept_images import KeptImages

LINES = 20  # hits that `repr` names


@dataclass(frozen=True)
class Best:
    """The best hit of a search, even if it is on another page, or was left out."""

    score: float
    relevance: Relevance


class Hits(list[Hit]):
    """
    A list of hits, best first; a slice is one too.

    `to_pandas` and `to_arrow` have a row for each hit: `id`, `source`, `score`, `parts.NAME` and
    `attributes.NAME`; also `relevance` if scores are calibrated, and `beneath_count` if hits stand
    for other items. A notebook shows the pictures of files on this machine.
    """

    def __init__(
        self,
        hits: Iterable[Hit] = (),
        files_here: bool = True,
        images: "KeptImages | None" = None,
    ) -> None:
        """
        `files_here` is whether `source` names files of this machine; `images` are those kept by the
        collection.
        """
        super().__init__(hits)
        self.files_here, self.images = files_here, images
        self.best: Best | None = None
        """The best of all; None if there is none, or its relevance is not known."""
        self.is_cut = False
        """Whether further hits were left out, because they are less relevant than asked for."""

    @property
    def is_nothing_like_this(self) -> bool:
        """Whether nothing in the collection is like the query, by its calibration."""
        return self.best is not None and self.best.relevance == "unrelated"

    @overload
    def __getitem__(self, place: SupportsIndex) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: SupportsIndex | slice) -> Hit | Self:
        if isinstance(place, slice):
            return type(self)(super().__getitem__(place), self.files_here, self.images)
        return super().__getitem__(place)

    def those(self, wanted: Callable[[Hit], bool]) -> Self:
        """Return the hits for which `wanted` is true, as hits of the same search."""
        kept = type(self)(filter(wanted, self), self.files_here, self.images)
        kept.best, kept.is_cut = self.best, self.is_cut
        return kept

    def to_pandas(self) -> Any:
        """Return a pandas.DataFrame; MissingExtra if pandas is not installed."""
        return to_pandas(self._columns())

    def to_arrow(self) -> Any:
        """Return a pyarrow.Table; MissingExtra if pyarrow is not installed."""
        return to_arrow(self._columns())

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "id": [hit.item.id for hit in self],
            "source": [hit.item.source for hit in self],
            "score": [hit.score for hit in self],
            **self._relevance(),
            **part_columns([hit.parts for hit in self]),
            **self._beneath(),
            **attribute_columns([hit.item.attributes for hit in self]),
        }

    def _relevance(self) -> dict[str, list[Any]]:
        levels = [hit.relevance for hit in self]
        return {"relevance": levels} if any(levels) else {}

    def _beneath(self) -> dict[str, list[Any]]:
        counts = [hit.beneath_count for hit in self]
        return {"beneath_count": counts} if any(counts) else {}

    def __repr__(self) -> str:
        rows = [
            f"\n{place:3}  {hit.score:.3f}  {hit.item.id}  {caption(hit.item)}"
            for place, hit in enumerate(self[:LINES], start=1)
        ]
        more = f"\nand {len(self) - LINES:,} more" if len(self) > LINES else ""
        return f"<Hits: {len(self):,}{':' if rows else ''}{''.join(rows)}{more}>"

    def _repr_html_(self) -> str:
        # 10 ms, needed only in a notebook
        from lookalike.notebook.hits import hits_html

        return hits_html(self, self.files_here, self.images)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "images": None}  # they belong to the open collection
