"""Texture sees where edges lie, keeps its answer under small shifts, and is blind to colour."""

import pytest
from tests.contracts.encoder_contract import EncoderContract

from lookalike.encoders.texture import TextureEncoder


class TestTextureEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> TextureEncoder:
        return TextureEncoder()
