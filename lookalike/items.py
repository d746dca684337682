"""List, count, edit and remove a collection's items, using the store alone."""

from collections.abc import Callable, Iterator, Sequence

from lookalike.errors import FilterError, InputError, StoreError, UnknownItem
from lookalike.files.whole_number import whole_number
from lookalike.filters.condition import Condition
from lookalike.filters.read import parse_filter
from lookalike.filters.remarks import remarks, remarks_on_names, warn
from lookalike.given import set_by_hand
from lookalike.meanwhile import Runs
from lookalike.search.example import bare_id
from lookalike.stores.base import Record, Store, drop_unused
from lookalike.stores.failures import Failure, failures
from lookalike.tables.attributes import checked_attributes
from lookalike.types import Changes, Item, Removed, Scalar, Tagged

TAGGED_AT_ONCE = 5000  # records of one durable change
MOST_VALUES = 1000  # of an attribute, in one answer of `facets`


class Items:
    """The methods of a collection that need no encoder."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_closed = False
        self.address = ""
        """The address that it was opened with."""
        self.on_remark: Callable[[str], None] = warn
        """Called with each remark on a condition; by default issues a Python warning."""
        self.runs = Runs()
        """The active indexing runs, which are told of changes."""

    @property
    def store(self) -> Store:
        """Where the items are kept; StoreError once the collection is closed."""
        if self._is_closed:
            named = f" at {self.address}" if self.address else ""
            raise StoreError(f"the collection{named} is closed; open it again")
        return self._store

    def get(self, item_id: str) -> Item:
        """Return the item of this id; raises UnknownItem."""
        return self.record(item_id, vector=False).item

    def record(self, item_id: str, vector: bool = True) -> Record:
        """Return the record of this id, with its vector if asked; raises UnknownItem."""
        found = self.store.get([bare_id(item_id)], vector)
        if not found:
            raise unknown_item(item_id)
        return found[0]

    def items(
        self, where: str | Condition | None = None, after: str | None = None, page: int = 1000
    ) -> Iterator[Item]:
        """
        Yield every item that matches, in the store's order, read a page at a time.

        With `after`, only those that follow the item of that id.
        """
        page = whole_number("page", page)
        scanned = self.store.scan(self.condition(where), page=page, after=after)
        return (record.item for record in scanned)

    def count(self, where: str | Condition | None = None) -> int:
        """Return the number of items that match."""
        return self.store.count(self.condition(where))

    def remarks(self, where: str | Condition | None) -> list[str]:
        """
        Return remarks on a condition, one sentence each: attributes that no item has, and values of
        a type that no item has there. Such a condition matches no item, and every item if negated.
        Also that a negated comparison matches items whose value is of another type.
        """
        condition = _condition(where)
        if condition is None:
            return []
        return remarks(condition, self.store.has_values, self.attribute_names, self._found_by)

    def _found_by(self, condition: Condition) -> tuple[int, str]:
        """Return how many items match, and the id of one."""
        first = next((record.item.id for record in self.store.scan(condition)), "")
        return (self.store.count(condition) if first else 0), first

    def condition(
        self, where: str | Condition | None, facets: Sequence[str] = ()
    ) -> Condition | None:
        """Parse a condition, and call `on_remark` for each remark on it and on the facets."""
        condition = _condition(where)
        on_names = remarks_on_names(facets, self.store.has_values, self.attribute_names)
        for remark in dict.fromkeys([*self.remarks(condition), *on_names]):
            self.on_remark(remark)
        return condition

    def facets(
        self, attribute: str, where: str | Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """
        Return values of an attribute with their number of items, most frequent first.

        `limit` is at most 1,000.
        """
        limit = whole_number("limit", limit, most=MOST_VALUES)
        return self.store.facets(attribute, self.condition(where, [attribute]), limit)

    def attribute_names(self) -> list[str]:
        """Return the names of all attributes of which an item has a value, sorted."""
        return self.store.attribute_names()

    def set_attributes(self, item_id: str, changes: Changes) -> Item:
        """Set attributes of an item and keep its others; None removes one."""
        given = {name: value for name, value in changes.items() if value is not None}
        with self.store.writing:
            found = self.record(item_id, vector=False)
            checked_attributes(given, found.item.id)
            record = set_by_hand(found, changes)
            self.runs.note_set(record.item.id, changes)
            self.store.describe([record])
            self.runs.note_set(record.item.id, changes)  # a run may have begun since
        return record.item

    def tag(
        self,
        changes: Changes,
        ids: Sequence[str] | None = None,
        where: str | Condition | None = None,
    ) -> Tagged:
        """
        Set attributes of the items with these ids, or of all that match; return how many were set.

        Other attributes are kept; None removes one. An unknown id is no error: the answer has it as
        `unknown`. A condition of which there are `remarks` is a FilterError.
        """
        if (ids is None) == (where is None):
            raise InputError("say which items to tag: ids, or a condition")
        check_ids(ids)
        given = {name: value for name, value in changes.items() if value is not None}
        checked_attributes(given, "the items")
        with self.store.writing:
            condition = _condition(where)
            if odd := self.remarks(condition):
                raise FilterError(f"nothing was tagged: {'; '.join(odd)}")
            matching = (record.item.id for record in self.store.scan(condition))
            asked = list(dict.fromkeys(map(bare_id, matching if ids is None else ids)))
            known = set[str]()
            for start in range(0, len(asked), TAGGED_AT_ONCE):
                found = self.store.get(asked[start : start + TAGGED_AT_ONCE])
                self._tag(found, changes)
                known.update(record.item.id for record in found)
        return Tagged(len(known), (one for one in asked if one not in known))

    def _tag(self, found: Sequence[Record], changes: Changes) -> None:
        def note() -> None:
            for record in found:
                self.runs.note_set(record.item.id, changes)

        note()
        self.store.describe([set_by_hand(record, changes) for record in found])
        note()  # a run may have begun since

    def remove(
        self, ids: Sequence[str] | None = None, where: str | Condition | None = None
    ) -> Removed:
        """
        Remove the items of these ids, or all that match; return how many that were.

        They are gone for good when this returns. Their files stay, but for those that the
        collection keeps itself. An unknown id is no error, since the aim, that it be gone, is
        reached: the answer has them as `unknown`. A condition of which there are `remarks` is a
        FilterError.
        """
        if (ids is None) == (where is None):
            raise InputError("say what to remove: ids, or a condition")
        check_ids(ids)
        with self.store.writing:
            condition = _condition(where)
            if odd := self.remarks(condition):
                raise FilterError(f"nothing was removed: {'; '.join(odd)}")
            matching = (record.item.id for record in self.store.scan(condition))
            asked = list(matching if ids is None else ids)
            here = self.store.get([bare_id(item_id) for item_id in asked])
            self.runs.note_removed(here)
            removed = self.store.remove([record.item.id for record in here])
            self.runs.note_removed(here)  # a run may have begun since
            drop_unused(self.store, [record.item.source for record in here])
        known = {record.item.id for record in here}
        return Removed(removed, (i for i in asked if bare_id(i) not in known))

    def failures(self) -> list[Failure]:
        """Return the files that could not be indexed, with the reason."""
        return failures(self.store)


def unknown_item(item_id: str) -> UnknownItem:
    """Return the error that no item has this id, for a collection here and for a served one."""
    return UnknownItem(f"no item {bare_id(item_id)!r}; `lookalike list` shows those that there are")


def check_ids(ids: Sequence[object] | None) -> None:
    """Raise InputError if one text is given instead of a list of ids, or an id is no text."""
    if isinstance(ids, str):
        raise InputError(f"the ids must be a list, not one text; write [{ids!r}]")
    if wrong := [item_id for item_id in ids or () if not isinstance(item_id, str)]:
        raise InputError(f"an id is text, not {wrong[0]!r}")


def _condition(where: str | Condition | None) -> Condition | None:
    return parse_filter(where) if isinstance(where, str) else where
