"""The awkward and broken files of other projects' test suites."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
from bad_images import PIXELS, measure  # noqa: E402 (lies in benchmarks/, which is no package)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
ODD = 40  # bytes of nonsense after each signature


def _describe(outcomes) -> list[str]:
    return [f"{o.path.name}: {o.kind}: {o.reason}" for o in outcomes if o.is_bad]


def test_all_give_pixels_or_one_reason_within_time_and_memory(shared_data):
    outcomes = measure(shared_data / "bad-images")
    assert len(outcomes) == 134
    assert not _describe(outcomes)


@pytest.mark.slow
def test_home_made_wrecks_give_one_reason_each(tmp_path, save, grain):
    for format_ in ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP", "AVIF", "HEIF", "JPEG2000"):
        data = save(grain, format_)
        (tmp_path / f"half.{format_}").write_bytes(data[: len(data) // 2])
        (tmp_path / f"head.{format_}").write_bytes(data[:12] + b"\xff" * ODD)
    outcomes = measure(tmp_path)
    assert not _describe(outcomes)
    assert PIXELS not in {outcome.kind for outcome in outcomes}


def test_a_child_that_dies_is_an_outcome_and_not_the_end(tmp_path: Path, monkeypatch, save, grain):
    (tmp_path / "a.png").write_bytes(save(grain, "PNG"))
    monkeypatch.setattr("bad_images.CHILD", "import os; os.abort()")
    (outcome,) = measure(tmp_path)
    assert outcome.is_bad
