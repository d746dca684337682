"""A stored vector and a new one may meet only where the fingerprint is the same."""

import pytest

from lookalike.encoders.catalogue import load_encoder
from tests.contracts.encoder_contract import pixels, scene


@pytest.mark.parametrize(
    ("fingerprint", "strongest"),
    [
        ("colour-1", {34: 0.5548, 4: 0.37, 16: 0.3152, 37: 0.2099}),
        ("texture-1", {0: 0.6803, 15: -0.4497, 9: -0.2387, 6: 0.228}),
        ("shape-1", {73: 0.2456, 48: -0.2382, 23: 0.234, 15: 0.2261}),
    ],
)
def test_changed_vectors_need_a_new_fingerprint(
    fingerprint: str, strongest: dict[int, float]
) -> None:
    encoder = load_encoder(fingerprint.split("-")[0])
    vector = encoder.encode([pixels(scene())])[0]
    found = {place: float(vector[place]) for place in strongest}
    assert (encoder.fingerprint, found) == (fingerprint, pytest.approx(strongest, abs=5e-3))
