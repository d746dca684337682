"""Read the values of the attribute by which the points of a map are coloured."""

from collections.abc import Sequence

from lookalike.errors import InputError
from lookalike.filters.condition import members
from lookalike.stores.base import Store
from lookalike.types import Scalar

PAGE = 1000  # records


def check_attribute(store: Store, attribute: str) -> None:
    """Raise InputError if no item has the attribute."""
    names = store.attribute_names()
    if attribute not in names:
        there = f"there are: {', '.join(names)}" if names else "the items have no attributes yet"
        raise InputError(f"no item has an attribute {attribute!r} to colour by; {there}")


def values_of(store: Store, ids: Sequence[str], attribute: str) -> list[Scalar | None]:
    """Return each item's current value, of a list the first; None if it has none."""
    found = dict[str, Scalar | None]()
    for start in range(0, len(ids), PAGE):
        for record in store.get(ids[start : start + PAGE]):
            given = members(record.item.attributes.get(attribute))
            found[record.item.id] = next(given, None)
    return [found.get(one) for one in ids]
