"""Every benchmark can be run in one go, and demands no more than the docs report."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "scripts")]
import indexing_throughput  # noqa: E402 (lies in benchmarks/, which is no package)
import run_benchmarks  # noqa: E402

PAGE = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_every_benchmark_is_run() -> None:
    scripts = (ROOT / "benchmarks").glob("*.py")
    programs = {p.stem for p in scripts if "__main__" in p.read_text(encoding="utf-8")}
    assert programs == set(run_benchmarks.SMALL)


def test_an_unknown_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_benchmarks.main(["memroy"]) == 2
    assert "no benchmark memroy; there are: against, " in capsys.readouterr().out


@pytest.mark.slow(seconds=10)
def test_what_needs_photos_is_passed_over_without_them(tmp_path: Path) -> None:
    names = ["bad_images", "bundled_encoder", "classical_parts", "int8", "part_weights"]
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "run_benchmarks.py", *names],
        env={**os.environ, "LOOKALIKE_DATA": str(tmp_path / "none")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed over" in done.stdout
    assert done.stdout.count("passed over: there is no ") == 5


def test_indexing_is_to_reach_no_more_than_the_docs_report() -> None:
    (row,) = re.findall(r"^\| of both stages, one after the other \|(.+)\|$", PAGE, re.MULTILINE)
    assert min(map(float, row.split("|"))) >= indexing_throughput.AT_LEAST
