"""Count the processor cores that this process may use."""

import math
import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def cores(quota: Path = _QUOTA) -> int:
    """
    Return the number of cores, limited by the process's affinity and by a container's CPU quota.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(allowed or 1, _share(quota)))


def _share(quota: Path) -> int:
    """Return the quota in cores, rounded up; very large if there is none."""
    try:
        time, _, period = quota.read_text(encoding="ascii").partition(" ")
        return math.ceil(int(time) / int(period))
    except (OSError, ValueError, ZeroDivisionError):  # no quota, or `max`
        return 2**16
