"""A few of the kills that benchmarks/durability.py deals out by the dozen."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / "benchmarks" / "durability.py"


@pytest.mark.slow(seconds=30)
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX systems")
def test_a_killed_run_loses_nothing_and_the_next_completes_it() -> None:
    command = [sys.executable, str(SCRIPT), "--rounds", "2", "--images", "24"]
    command += ["--only", "index", "--only", "re-index"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
