"""The explanation of two pictures, as values, as JSON, and as a picture."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from lookalike.files.local_path import local_path
from lookalike.notebook.block import block
from lookalike.pairs.palette import ComparedPalette
from lookalike.pairs.parts import PartScore
from lookalike.search.heatmap import Heatmap
from lookalike.sheets.pair_sheet import PairSheet, SheetPicture, draw_pair
from lookalike.sheets.sheet import write_png
from lookalike.types import Hit, ImageArray


@dataclass(frozen=True, eq=False, repr=False)
class PairExplanation:
    """Two pictures compared: parts of the score, matching places, and colours."""

    hit: Hit
    """The second picture: an item with its score; its `parts` sum to the score."""
    parts: Sequence[PartScore]
    """
    Weight and cosine of each part; parts without weight are included unless only a colour was
    asked.
    """
    heatmap: Heatmap | None
    why_no_heatmap: str
    """The reason if there is none, else empty."""
    palette: ComparedPalette | None
    """
    The colours of both. If the query has several pictures, those of the first; if it has colours,
    these instead.
    """
    why_no_palette: str
    """The reason if there is none, else empty."""
    pictures: tuple[ImageArray | None, ImageArray | None]
    """Both pictures, small; None if the file is gone."""
    names: tuple[str, str]
    """Names of both, such as file names."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of `lookalike explain --json` and the REST API."""
        item, heat, known = self.hit.item, self.heatmap, self.hit.relevance
        query = None if heat is None or heat.query is None else heat.query.tolist()
        return {
            "hit": {
                "id": item.id,
                "source": item.source,
                "attributes": dict(item.attributes),
                "score": self.hit.score,
                "parts": dict(self.hit.parts),
                **({} if known is None else {"relevance": known}),
            },
            "parts": [vars(part) for part in self.parts],
            "heatmap": heat and {"part": heat.part, "item": heat.item.tolist(), "query": query},
            "why_no_heatmap": self.why_no_heatmap,
            "palette": self.palette and self.palette.to_dict(),
            "why_no_palette": self.why_no_palette,
        }

    def draw(self) -> ImageArray:
        """Draw it as (height, width, 3): both pictures, where they match, parts, and colours."""
        heat, (one, other) = self.heatmap, self.pictures
        return draw_pair(
            PairSheet(
                SheetPicture(one, self.names[0], None if heat is None else heat.query),
                SheetPicture(other, self.names[1], None if heat is None else heat.item),
                self.hit.score,
                "similarity =" if self.hit.relevance is None else f"{self.hit.relevance}:",
                self.parts,
                "" if heat is None else heat.part,
                self.why_no_heatmap,
                self.palette,
                self.why_no_palette,
            )
        )

    def save(self, path: str | Path) -> None:
        """Write the picture as PNG, completely or not at all; InputError says why not."""
        write_png(self.draw(), local_path(Path(path).expanduser()))

    def png(self) -> bytes:
        """Return the picture as the bytes of a PNG file."""
        file = BytesIO()
        Image.fromarray(self.draw()).save(file, "PNG")
        return file.getvalue()

    def __repr__(self) -> str:
        parts = ", ".join(f"{one.name} {one.contribution:.3f}" for one in self.parts if one.weight)
        return f"<PairExplanation of item {self.hit.item.id!r}: {self.hit.score:.3f} from {parts}>"

    def _repr_html_(self) -> str:
        data = b64encode(self.png()).decode()
        alt = f"The score {self.hit.score:.3f} explained: both pictures, parts and colours"
        shown = f'<img alt="{alt}" style="max-width:100%" src="data:image/png;base64,{data}">'
        return block(" and ".join(self.names), [shown])
