"""Summary of a collection: item counts, encoders, weights, folders; computed on request."""

from dataclasses import dataclass

from lookalike.stores.base import Store
from lookalike.stores.failures import failures
from lookalike.stores.settings import KnownEncoder
from lookalike.types import Weights


@dataclass(frozen=True)
class About:
    """Summary of a collection."""

    items: int
    away: int
    """Number of items that are kept although their files are missing."""
    failures: int
    """Number of files that could not be indexed."""
    folders: tuple[str, ...]
    """Paths of the indexed folders."""
    missing: tuple[str, ...]
    """Those that the last run found missing, unreadable or without their images; items are kept."""
    unfinished: bool
    """True while an indexing run is at work, and after one was interrupted."""
    encoders: tuple[KnownEncoder, ...]
    """In the order of their parts in a vector."""
    weights: Weights
    """Weight of each part in queries that give no weights."""
    attributes: tuple[str, ...]
    """Names of all attributes of which an item has a value, sorted."""
    created_at: str
    """ISO 8601, UTC."""


def about(store: Store) -> About:
    """Return the summary of the collection in a store."""
    from lookalike.indexing.vanished import count_away  # who only searches does not load it

    settings = store.settings
    return About(
        items=store.count(),
        away=count_away(store),
        failures=len(failures(store)),
        folders=tuple(one.folder for one in settings.folders),
        missing=tuple(one.folder for one in settings.folders if one.is_missing),
        unfinished=any(one.is_unfinished for one in settings.folders),
        encoders=settings.encoders,
        weights=settings.weights,
        attributes=tuple(store.attribute_names()),
        created_at=settings.created_at,
    )
