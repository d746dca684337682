import os
from pathlib import Path

import pytest

from lookalike.system.cores import cores


@pytest.mark.parametrize(("quota", "most"), [("100000 100000", 1), ("50000 100000", 1)])
def test_a_container_has_no_more_than_its_share(tmp_path: Path, quota: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert cores(tmp_path / "cpu.max") == most


@pytest.mark.parametrize("quota", ["max 100000", "", "150000000 1000"])
def test_without_a_quota_every_allowed_core_counts(tmp_path: Path, quota: str) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert cores(tmp_path / "cpu.max") == cores(tmp_path / "none") == allowed
