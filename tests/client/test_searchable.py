"""A collection that is open here and one that is served: one contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lookalike import connect
from lookalike.collection import Collection
from lookalike.searchable import Searchable
from tests.client.conftest import Serve
from tests.contracts.searchable_contract import (
    SearchableContract,
    test_every_verb_is_in_the_contract,
)
from tests.copied import copied

__all__ = ["test_every_verb_is_in_the_contract"]


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
