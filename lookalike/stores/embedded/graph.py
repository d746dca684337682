"""
Build the search graph (HNSW) of a sealed shard in a separate process.

Qdrant Edge holds the interpreter's lock while it builds, for minutes on a large collection; a
child process leaves ours free to answer. Run as `python -m lookalike.stores.embedded.graph FOLDER`.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from qdrant_edge import EdgeShard

from lookalike.errors import StoreError

PATIENCE_S = 0.1  # between two looks at whether to stop


def build_graph(shard: Path, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """
    Optimise the closed shard in this folder in a child process, and wait for it.

    Returns False if stopped; the folder is then unusable.
    """
    command = [
        sys.executable,
        "-m",
        "lookalike.stores.embedded.graph",
        str(shard),
        str(os.getpid()),
    ]
    # In a session of its own, so that Ctrl-C reaches only us, who know what to do.
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    with child:
        while child.poll() is None:
            if should_stop():
                child.kill()
                return False
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE_S)
        said = child.stderr.read() if child.stderr else ""
    if child.returncode != 0:
        reason = (said.strip() or f"exit status {child.returncode}").splitlines()[-1]
        raise StoreError(f"the search graph of {shard} could not be built: {reason}")
    return True


def _end_with(parent: int) -> None:
    """End when the parent process ends (Linux only): an orphan would run on for minutes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        sys.exit("who asked for it is gone")


def _main(folder: str, parent: int) -> None:
    _end_with(parent)
    if hasattr(os, "nice"):
        os.nice(5)  # searches and indexing come first
    shard = EdgeShard.load(folder)
    shard.optimize()
    shard.flush()
    shard.close()


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
