"""
Methods that examine a whole collection; the work is done in `duplicates/`, `health/` and `map/`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lookalike.duplicates.result import Action, Copy, Duplicates, Moved
from lookalike.duplicates.tiers import USUAL, Tier
from lookalike.errors import InputError
from lookalike.health.result import KINDS, Health, Kind
from lookalike.items import check_ids
from lookalike.map.comparison import MapComparison
from lookalike.map.result import Map, Method
from lookalike.search.example import bare_id
from lookalike.types import OnStep, Weights

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.duplicates.copies import Searched
    from lookalike.duplicates.target import DuplicatesTarget
    from lookalike.filters.condition import Condition
    from lookalike.health.check import CheckTarget
    from lookalike.search.example import Example
    from lookalike.searchable import Searchable


class Tidying:
    """Methods of a local collection; a served one has the same."""

    quarantine_folder: Path | None = None
    """The quarantine; None for `NAME quarantine` beside the collection."""

    def find_duplicates(
        self: "DuplicatesTarget",
        where: "str | Condition | None" = None,
        tiers: Sequence[Tier] = USUAL,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Duplicates:
        """
        Return groups of items, among all that match, that show one picture or one scene.

        Reads the files whose thumbprints the collection does not have yet, and keeps these.
        """
        from lookalike.duplicates.find import find_duplicates

        return find_duplicates(self, where, tiers, on_step, should_stop)

    def check(
        self: "CheckTarget",
        labels: str | None = None,
        where: "str | Condition | None" = None,
        kinds: Sequence[Kind] = KINDS,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Health:
        """
        Return the items, among all that match, that need attention, by kind.

        `labels` names the attribute whose values are checked against those of the nearest items;
        InputError if no item has it. Every picture is read for `blank`, `blurred`, `unreadable`.
        """
        from lookalike.health.check import check

        return check(self, labels, where, kinds, on_step, should_stop)

    def copies_of(self: "Searched", example: "Example") -> list[Copy]:
        """
        Return the items that show the same picture as an example, the most certain first.

        An `id:` example is not among them. QueryError for a colour; ImageError for a bad file.
        """
        from lookalike.duplicates.copies import copies_of

        return copies_of(self, example)

    def map(
        self: "DuplicatesTarget",
        where: "str | Condition | None" = None,
        colour_by: str | None = None,
        method: Method | None = None,
        renew: bool = False,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Map:
        """
        Return the position of each item that matches; similar items lie near each other.

        The map is kept. New items are placed among the others, which stay. It is laid out again
        with `renew`, or if a fifth of the items are new. `method` defaults to t-SNE if
        `lookalike[map]` is installed. InputError if no item has the attribute `colour_by`.
        """
        from lookalike.map.make import make_map

        return make_map(self, where, colour_by, method, renew, on_step, should_stop)

    def compare_maps(
        self: "DuplicatesTarget",
        other: "Searchable | None" = None,
        weights: Weights | None = None,
        where: "str | Condition | None" = None,
        colour_by: str | None = None,
        method: Method | None = None,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> MapComparison:
        """
        Return this collection's map and another one of the same items: two encoders side by side.

        The other is that of the collection `other`, by `weights` if given; without `other`, it is
        of this collection by other weights. Items are the same if their files hold the same, else
        if they have one path. InputError if no item is in both, or `other` is on a server.
        """
        from lookalike.map.compare import compare_maps

        if other is not None and not isinstance(other, Tidying):
            raise InputError("a collection on a server cannot be compared with one that is not")
        second = cast("DuplicatesTarget | None", other)
        return compare_maps(self, second, weights, where, colour_by, method, on_step, should_stop)

    def note_distinct(self: "DuplicatesTarget", ids: Sequence[str]) -> int:
        """
        Remember that none of these items is a duplicate of another; return the number of pairs.
        """
        from lookalike.duplicates.remembered.decisions import note_distinct

        return note_distinct(self.store, _known(self, ids))

    def forget_distinct(self: "DuplicatesTarget", ids: Sequence[str]) -> int:
        """Forget what was decided about these items; return the number of pairs."""
        from lookalike.duplicates.remembered.decisions import forget_distinct

        return forget_distinct(self.store, _known(self, ids))

    def quarantine(self: "DuplicatesTarget", ids: Sequence[str]) -> Moved:
        """
        Move the files of these items to the collection's quarantine, and remove the items.

        The quarantine is a folder beside the collection: `shop quarantine` for `shop`. Unknown ids
        are skipped. A file that has changed since it was indexed stays, and is listed in `failed`.
        """
        from lookalike.duplicates.quarantine import quarantine

        return quarantine(self, bare_ids(ids), self.quarantine_folder)

    def undo_quarantine(self: "DuplicatesTarget", action: str) -> Moved:
        """
        Move the files of an action back, and restore their items; InputError if it is unknown.

        Actions are named as in `Moved.action` and `quarantined`.
        """
        from lookalike.duplicates.quarantine import manifest_of, own_folder, undo_quarantine

        folder = self.quarantine_folder or own_folder(self)
        return undo_quarantine(self, manifest_of(folder, action))

    def quarantined(self: "DuplicatesTarget") -> list[Action]:
        """Return the actions whose files are still in the quarantine, the latest first."""
        from lookalike.duplicates.quarantine import actions, own_folder

        return actions(self.quarantine_folder or own_folder(self))


def bare_ids(ids: Sequence[str]) -> list[str]:
    """Return each id once, without `id:`; InputError if one text is given instead of a list."""
    check_ids(ids)
    return list(dict.fromkeys(bare_id(one) for one in ids))


def two_or_more(ids: Sequence[str]) -> list[str]:
    """Return them like `bare_ids`; InputError if there are fewer than two."""
    found = bare_ids(ids)
    if len(found) < 2:
        raise InputError("name at least two ids, of items that are no duplicates of each other")
    return found


def _known(collection: "DuplicatesTarget", ids: Sequence[str]) -> list[str]:
    return [collection.get(one).id for one in two_or_more(ids)]
