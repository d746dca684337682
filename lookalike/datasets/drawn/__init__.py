"""Draw product pictures with known attributes; needs no network and no licence."""

from lookalike.datasets.drawn.catalogue import DrawnItem, draw_catalogue
from lookalike.datasets.drawn.item import ItemSpec, draw_item

__all__ = ["DrawnItem", "ItemSpec", "draw_catalogue", "draw_item"]
