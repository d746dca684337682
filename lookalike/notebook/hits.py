"""Show hits in a notebook: pictures, scores, and bars of the parts."""

from collections.abc import Mapping, Sequence
from html import escape

from lookalike.notebook.block import block, frame, key, parts_bar
from lookalike.notebook.thumbnails import ELSEWHERE, MOST, Thumbnail, thumbnails
from lookalike.sheets.caption import caption
from lookalike.sheets.sheet import SheetHit
from lookalike.sheets.tile import part_colours
from lookalike.stores.kept_images import KeptImages
from lookalike.types import Hit


def hits_html(
    hits: Sequence[Hit], files_here: bool = True, images: KeptImages | None = None
) -> str:
    """
    Show the first MOST hits.

    `files_here` is whether `source` names files of this machine, `images` are those that the
    collection keeps.
    """
    shown = hits[:MOST]
    sources = [hit.item.source for hit in shown]
    pictures = thumbnails(sources, images) if files_here else dict.fromkeys(sources, ELSEWHERE)
    colours = part_colours(part for hit in shown for part in hit.parts)
    tiles = "".join(
        tile(pictures[hit.item.source], place, hit, caption(hit.item), _about(hit), colours)
        for place, hit in enumerate(shown, start=1)
    )
    more = f'<div class="more">and {len(hits) - MOST:,} more</div>' if len(hits) > MOST else ""
    title = "no hits" if not hits else f"{len(hits):,} hit{'s' if len(hits) > 1 else ''}"
    return block(title, [f'<div class="tiles">{tiles}</div>', more], key(colours))


def _about(hit: Hit) -> str:
    return f"id:{hit.item.id}\n{hit.item.source}"


def tile(
    picture: Thumbnail,
    rank: int,
    hit: Hit | SheetHit,
    name: str,
    about: str,
    colours: Mapping[str, str],
) -> str:
    """
    Return the picture; below it rank, number of items beneath it, score, bar of its parts, name.
    """
    below = hit.beneath_count if isinstance(hit, Hit) else 0
    more = f'<span class="soft" title="beneath it">+{below:,}</span>' if below else ""
    return (
        f'<figure title="{escape(about)}">{frame(picture, name)}'
        f'<div class="figures"><span class="soft">{rank}</span>{more}'
        f"<span>{hit.score:.3f}</span></div>"
        f"{parts_bar(hit.parts, colours)}<figcaption>{escape(name)}</figcaption></figure>"
    )
