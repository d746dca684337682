"""The notebooks in examples/ run as they are, from a fresh clone."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
RUNNER = Path(__file__).with_name("run_notebook.py")
TIMEOUT_S = 500  # on a machine that is busy with other tests; alone they take half a minute


def cells(notebook: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return found


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "search_your_photos.ipynb",
        "train_evaluate_serve.ipynb",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_runs_and_shows_something(notebook: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(RUNNER), str(notebook)],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a cell may have started a server
    )
    try:
        told, _ = process.communicate(timeout=TIMEOUT_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, told
    shown = json.loads(told.splitlines()[-1])
    assert len(shown) == sum(cell["cell_type"] == "code" for cell in cells(notebook))
    assert sum("text/html" in kinds for kinds in shown) >= 4


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_stored(notebook: Path) -> None:
    code = [cell for cell in cells(notebook) if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    assert {cell["execution_count"] for cell in code} == {None}
