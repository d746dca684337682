"""What some benchmarks need and a clone does not have: the developers' photos and networks."""

import os
import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = Path(os.environ.get("LOOKALIKE_DATA", SHARED / "data"))
TEACHER = DATA.parent / "weights" / "mobilenetv2-imagenet.onnx"
PASSED_OVER = 77  # an exit status, as Automake has it for tests that cannot run here


def need_all(*paths: Path) -> None:
    """Where one of these is not there, say so and end, with `PASSED_OVER`."""
    for path in paths:
        if not path.exists():
            pass_over(f"there is no {path}: set LOOKALIKE_DATA to the folder of photos")


def pass_over(reason: str) -> None:
    """End with a line that says why nothing was measured."""
    print(f"passed over: {reason}")
    sys.exit(PASSED_OVER)
