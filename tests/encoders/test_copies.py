"""An encoder can be copied and sent to another process, and says what it is."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

from lookalike.encoders.catalogue import DEFAULT, load_encoder
from lookalike.encoders.onnx.network import NetworkEncoder
from tests.encoders.tiny_network import make_network

NOISE = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)


@pytest.mark.parametrize("name", DEFAULT)
def test_a_copy_encodes_the_same(name: str) -> None:
    encoder = load_encoder(name)
    for other in (copy.deepcopy(encoder), pickle.loads(pickle.dumps(encoder))):
        assert (type(other), other.fingerprint) == (type(encoder), encoder.fingerprint)
        assert np.array_equal(other.encode([NOISE]), encoder.encode([NOISE]))


def test_a_copy_of_a_network_loads_its_file(tmp_path: Path) -> None:
    encoder = NetworkEncoder(make_network(tmp_path / "a.onnx"), name="own")
    other = pickle.loads(pickle.dumps(encoder))
    assert (other.name, other.fingerprint) == ("own", encoder.fingerprint)


def test_an_encoder_says_what_it_is() -> None:
    assert repr(load_encoder("colour")) == "<ColourEncoder 'colour': 64 values>"
    assert repr(load_encoder("lookalike-base")).startswith("<BundledEncoder 'learned' of ")
