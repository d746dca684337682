"""Product pictures drawn on the spot: no network, no licence, every attribute known."""

from lookalike.datasets.drawn.catalogue import DrawnItem, draw_catalogue
from lookalike.datasets.drawn.item import ItemSpec, draw_item

__all__ = ["DrawnItem", "ItemSpec", "draw_catalogue", "draw_item"]
