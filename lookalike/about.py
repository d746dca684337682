"""What a collection holds and how it was made, counted when it is asked for."""

from dataclasses import asdict, dataclass

from lookalike.stores.base import Store
from lookalike.stores.failures import failures
from lookalike.types import Weights


@dataclass(frozen=True)
class Part:
    """An encoder, which fills a part of the vectors."""

    name: str
    dim: int
    spec: str = ""
    """Where it is loaded from; empty where a server does not say."""
    fingerprint: str = ""
    """Another one means other vectors; empty where a server does not say."""


@dataclass(frozen=True)
class About:
    """What a collection holds and how it was made."""

    items: int
    away: int
    """Items that are kept although their files are not there."""
    failures: int
    """Files that gave no vector."""
    folders: tuple[str, ...]
    """Those that were indexed into it."""
    unfinished: bool
    """A run of indexing goes on, or was cut short."""
    encoders: tuple[Part, ...]
    """In the order of their parts in a vector."""
    weights: Weights
    """How much each part counts in a query that does not say."""
    attributes: tuple[str, ...]
    """Names that a condition or a facet may ask about."""
    created_at: str
    """ISO 8601, UTC."""


def about(store: Store) -> About:
    """Of the collection in a store."""
    from lookalike.indexing.vanished import count_away  # who only searches does not load it

    settings = store.settings
    return About(
        items=store.count(),
        away=count_away(store),
        failures=len(failures(store)),
        folders=tuple(one.folder for one in settings.folders),
        unfinished=any(one.is_unfinished for one in settings.folders),
        encoders=tuple(Part(**asdict(encoder)) for encoder in settings.encoders),
        weights=settings.weights,
        attributes=tuple(store.attribute_names()),
        created_at=settings.created_at,
    )
