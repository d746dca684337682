"""The encoder and the store that the docs show keep the contracts of all the others."""

from pathlib import Path
from uuid import uuid4

import pytest

from lookalike.encoders.base import Encoder
from lookalike.stores.address import Address
from lookalike.stores.base import Store
from tests.contracts.encoder_contract import EncoderContract
from tests.contracts.store_contract import DIM, StoreContract
from tests.example_package import BRIGHTNESS, MEMORY, module_of
from tests.test_docs import ROOT, blocks


@pytest.mark.parametrize(
    ("page", "file"), [("add-an-encoder", BRIGHTNESS), ("add-a-store", MEMORY)]
)
def test_a_page_shows_the_file_of_the_example(page: str, file: Path) -> None:
    shown = blocks(ROOT / "docs" / f"{page}.md", "python")[0]
    assert shown.strip() == file.read_text(encoding="utf-8").strip()


def test_the_store_is_short() -> None:
    assert len(MEMORY.read_text(encoding="utf-8").splitlines()) < 80


class TestBrightnessMap(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        encoder: Encoder = module_of(BRIGHTNESS).BrightnessMap()
        return encoder


class TestMemoryStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _place(self) -> None:
        self.address = Address("memory", f"memory://{uuid4().hex}")

    def open(self, dim: int | None = DIM) -> Store:
        store: Store = module_of(MEMORY).open_memory(self.address, dim)
        return store
