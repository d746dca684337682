"""A collection that is open here and one that is served: one contract."""

from collections.abc import Callable, Iterator
from inspect import isfunction, signature
from pathlib import Path

import pytest

from lookalike import connect
from lookalike.client.served_collection import ServedCollection
from lookalike.collection import Collection
from lookalike.searchable import Searchable
from tests.client.conftest import Serve
from tests.contracts.searchable_contract import (
    SearchableContract,
    test_every_verb_is_in_the_contract,
)
from tests.copied import copied

__all__ = ["test_every_verb_is_in_the_contract"]


HERE_ONLY = {
    *("open", "layout", "quarantine_folder"),  # of this machine
    *("store", "condition", "record", "changes", "held", "keeps"),  # of the store
    *("encode", "pixels", "vectors"),  # large arrays
    *("wants_calibration", "ensure_calibrated"),  # a server's own work
}
"""Public names of `Collection` that a served one does not have."""


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_every_other_verb_is_of_both_collections() -> None:
    assert public(Collection) >= HERE_ONLY
    assert public(Collection) - HERE_ONLY == public(Searchable) == public(ServedCollection)


@pytest.mark.parametrize("kind", [Collection, ServedCollection])
@pytest.mark.parametrize("verb", sorted(public(Searchable)))
def test_a_verb_takes_the_same_arguments_of_both(kind: type, verb: str) -> None:
    said, here = getattr(Searchable, verb), getattr(kind, verb)
    if callable(said):
        assert taken(here) == taken(said)


def taken(verb: Callable[..., object]) -> list[tuple[object, ...]]:
    """Name, kind and default of each argument; a default that is a function counts as one."""
    every = signature(verb).parameters.values()
    return [(p.name, p.kind, isfunction(p.default) or p.default) for p in every]


class TestCollection(SearchableContract):
    @pytest.fixture
    def asked(self, local: Collection) -> Searchable:
        return local

    @pytest.fixture
    def own(self, indexed: Path, tmp_path: Path) -> Iterator[Searchable]:
        with Collection.open(copied(indexed, tmp_path / "own")) as collection:
            yield collection


class TestServedCollection(SearchableContract):
    @pytest.fixture
    def asked(self, server: str) -> Iterator[Searchable]:
        with connect(server) as collection:
            yield collection

    @pytest.fixture
    def own(self, serve: Serve) -> Iterator[Searchable]:
        with connect(serve("own")) as collection:
            yield collection
