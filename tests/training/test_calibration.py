"""What a network's tensors reach on real images, and where that is cut off."""

from pathlib import Path

import numpy as np
import pytest

from lookalike.training.export.calibration import BINS, Histogram, observe
from tests.encoders.tiny_network import SIDE, make_network, onnx


def histogram_of(values: np.ndarray) -> Histogram:
    counts, _ = np.histogram(values, BINS)
    return Histogram(float(values.min()), float(values.max()), counts)


def test_batches_count_as_if_they_were_one(tmp_path: Path) -> None:
    model = onnx.load(make_network(tmp_path / "tiny.onnx"))
    images = np.random.default_rng(0).standard_normal((7, 3, SIDE, SIDE)).astype(np.float32)
    whole = observe(model, ["x", "p", "y"], [images])
    parts = observe(model, ["x", "p", "y"], [images[:3], images[3:]])
    assert all(np.abs(whole[n].counts - parts[n].counts).sum() <= 2 for n in whole)
    assert parts["x"].counts.sum() == images.size


def test_the_input_itself_is_observed(tmp_path: Path) -> None:
    model = onnx.load(make_network(tmp_path / "tiny.onnx"))
    images = np.random.default_rng(0).standard_normal((4, 3, SIDE, SIDE)).astype(np.float32)
    found = observe(model, ["x", "y"], [images])["x"]
    np.testing.assert_array_equal(found.counts, np.histogram(images, BINS)[0])
    assert found.whole() == (images.min(), images.max())


def test_a_percentile_cuts_as_much_below_as_above() -> None:
    values = np.random.default_rng(0).uniform(-1, 3, 100_000)
    low, high = histogram_of(values).percentile(0.9)
    assert low == pytest.approx(np.quantile(values, 0.05), abs=0.01)
    assert high == pytest.approx(np.quantile(values, 0.95), abs=0.01)


def test_a_percentile_keeps_the_zeros_of_a_rectifier() -> None:
    values = np.maximum(np.random.default_rng(0).standard_normal(100_000), 0)
    assert histogram_of(values).percentile()[0] == 0


def test_least_error_is_the_least_that_rounding_finds() -> None:
    values = np.random.default_rng(0).standard_t(3, 20_000)
    histogram = histogram_of(values)

    def error(share: float) -> float:
        low, high = share * histogram.lowest, share * histogram.highest
        step = (high - low) / 255
        return float(
            np.mean(
                (np.round((np.clip(values, low, high) - low) / step) * step + low - values) ** 2
            )
        )

    shares = np.linspace(0.3, 1, 71)
    best = min(error(share) for share in shares)
    chosen = histogram.least_error()[1] / histogram.highest
    assert error(chosen) <= 1.05 * best


def test_a_tensor_of_one_value_has_a_range(tmp_path: Path) -> None:
    model = onnx.load(make_network(tmp_path / "tiny.onnx"))
    still = np.full((1, 3, SIDE, SIDE), 2, np.float32)
    assert observe(model, ["x", "y"], [still])["x"].whole() == (2, 2)
