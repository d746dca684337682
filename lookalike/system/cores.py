"""Count the processor cores that this process may use."""

import math
import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def cores(quota: Path = _QUOTA) -> int:
    """Of those that it is let run on, no more than a container's share of time makes up."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(allowed or 1, _share(quota)))


def _share(quota: Path) -> int:
    """In whole cores, begun ones counted; very many where there is no quota."""
    try:
        time, _, period = quota.read_text(encoding="ascii").partition(" ")
        return math.ceil(int(time) / int(period))
    except (OSError, ValueError, ZeroDivisionError):  # none, or `max`
        return 2**16
