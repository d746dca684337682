"""Inside, what was freed is used again; outside, it is the system's, as usual."""

import ctypes
import json
import subprocess
import sys

import pytest

from lookalike.system import c_library
from lookalike.training.loop.memory import kept_memory

SCRIPT = """
import json, resource
import numpy as np
from lookalike.training.loop.memory import kept_memory

def faults():
    np.ones(2**25, np.uint8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(8):
        np.ones(2**25, np.uint8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

usual = faults()
with kept_memory():
    kept = faults()
print(json.dumps([usual, kept, faults()]))
"""  # pages that the system gives for 32 MB, eight times after the first


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other C libraries differ")
def test_memory_is_kept_inside_alone() -> None:
    """In a new process: in one that has done much, such memory may lie free already."""
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("this C library is not glibc")
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    usual, kept, after = json.loads(run.stdout)
    assert 4 * kept < usual
    assert 4 * kept < after


def test_other_c_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(c_library.ctypes, "CDLL", lambda name: object())
    with kept_memory():
        pass
