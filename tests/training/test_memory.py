"""Inside, what was freed is used again; outside, it is the system's, as usual."""

import ctypes
import sys

import numpy as np
import pytest

from lookalike.training import memory
from lookalike.training.memory import kept_memory

MB = 2**20


def faults() -> int:
    """Pages that the system had to give for 32 MB, eight times after the first."""
    import resource

    np.ones(32 * MB, np.uint8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(8):
        np.ones(32 * MB, np.uint8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other C libraries differ")
def test_memory_is_kept_inside_alone() -> None:
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("this C library is not glibc")
    usual = faults()
    with kept_memory():
        kept = faults()
    after = faults()
    assert 4 * kept < usual
    assert 4 * kept < after


def test_other_c_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    with kept_memory():
        pass
