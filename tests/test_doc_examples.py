"""The encoder and the store that the docs show keep the contracts of all the others."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from lookalike.encoders.base import Encoder
from lookalike.stores.base import Store
from tests.contracts.encoder_contract import EncoderContract
from tests.contracts.store_contract import DIM, StoreContract
from tests.test_docs import ROOT, blocks


def module_of(page: str) -> ModuleType:
    """The first block of Python on a page, as a module."""
    name = f"docs_{Path(page).stem.replace('-', '_')}"
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(blocks(ROOT / "docs" / page, "python")[0], page, "exec"), module.__dict__)
    return module


class TestBrightnessMap(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        encoder: Encoder = module_of("add-an-encoder.md").BrightnessMap()
        return encoder


class TestMemoryStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _kept(self) -> None:
        self.stores: list[Store] = []

    def open(self, dim: int | None = DIM) -> Store:
        """A store in memory is opened again by holding on to it."""
        if dim is not None:
            self.stores = [module_of("add-a-store.md").MemoryStore(dim)]
        return self.stores[0]
