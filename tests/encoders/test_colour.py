"""Colour sees where edges lie, keeps its answer under small shifts, and is blind to colour."""

import pytest
from tests.contracts.encoder_contract import EncoderContract

from lookalike.encoders.colour import ColourEncoder


class TestColourEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> ColourEncoder:
        return ColourEncoder()
