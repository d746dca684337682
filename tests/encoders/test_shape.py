"""Shape sees where edges lie, keeps its answer under small shifts, and is blind to colour."""

import pytest
from tests.contracts.encoder_contract import EncoderContract

from lookalike.encoders.shape import ShapeEncoder


class TestShapeEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> ShapeEncoder:
        return ShapeEncoder()
