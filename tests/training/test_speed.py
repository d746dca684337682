"""Networks are timed side by side."""

from pathlib import Path

from lookalike.training.export.speed import median_seconds, speed_ratio
from tests.encoders.tiny_network import make_network


def test_each_network_has_its_time_in_the_order_given(tmp_path: Path) -> None:
    paths = [make_network(tmp_path / f"{name}.onnx") for name in "abc"]
    times = median_seconds(paths, batch=4, rounds=3)
    assert len(times) == 3
    assert min(times) > 0


def test_a_network_of_more_work_is_the_slower(tmp_path: Path) -> None:
    small = make_network(tmp_path / "small.onnx", side=64, maps=True)
    large = make_network(tmp_path / "large.onnx", side=512, maps=True)
    assert speed_ratio(large, small, rounds=5) > 2
