"""Remarks on likely mistakes in what a search excludes and groups by."""

from lookalike.filters.remarks import remarks_on_names
from lookalike.search.query import Query
from lookalike.stores.base import Store

NAMED = 5  # most ids in a remark


def remarks_on_choice(store: Store, asked: Query) -> list[str]:
    """
    Return remarks, one sentence each: excluded ids that do not exist, and a `group_by` attribute
    that no item has.
    """
    found = list[str]()
    if asked.group_by is not None:
        found += remarks_on_names([asked.group_by], store.has_values, store.attribute_names)
    if asked.exclude:
        known = {record.item.id for record in store.get(list(asked.exclude))}
        if unknown := [one for one in asked.exclude if one not in known]:
            more = f" and {len(unknown) - NAMED:,} more" if len(unknown) > NAMED else ""
            names = ", ".join(repr(one) for one in unknown[:NAMED])
            found.append(f"no item to exclude has the id {names}{more}")
    return found
