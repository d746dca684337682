"""Decode every file of a folder of broken images, each under a limit of memory and time.

    python benchmarks/bad_images.py [FOLDER]

Each file must give pixels or one reason, within 5 s and an address space of 1 GiB.
Exits with 1 where one does not.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from needed import DATA, pass_over

FOLDER = DATA / "bad-images"
MEMORY = 1 << 30
LIMIT_S = 5.0
PIXELS = "pixels"

# One child for all files, so that what one leaves behind is borne by the next; it reports
# each file on a line of its own before going on to the next.
CHILD = f"""
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
from lookalike.errors import ImageError
from lookalike.images.decode import decode
for line in sys.stdin:
    start, reason = time.process_time(), ""
    try:
        with open(json.loads(line), "rb") as file:
            pixels = decode(file.read()).pixels
        outcome = "{PIXELS}" if pixels.ndim == 3 and pixels.shape[2] == 3 else "odd pixels"
    except ImageError as error:
        outcome, reason = type(error).__name__, str(error)
    except BaseException as error:
        outcome, reason = "escaped: " + type(error).__name__, str(error)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([outcome, reason, seconds, peak]), flush=True)
"""


@dataclass(frozen=True)
class Outcome:
    """What one file came to."""

    path: Path
    kind: str
    """`pixels`, an ImageError's name, or something that must not be."""
    reason: str
    seconds: float
    """Of processor time: a busy machine changes nothing."""
    peak_mb: float
    """Highest resident memory of the child so far."""

    @property
    def is_bad(self) -> bool:
        """Neither pixels nor one clear line, or too slow."""
        ends_well = self.kind in {PIXELS, "UnknownFormat", "DamagedImage", "ImageTooLarge"}
        muddled = re.search(r"\n|0x[0-9a-f]{5}|Traceback", self.reason) is not None
        unexplained = self.kind != PIXELS and not self.reason
        return not ends_well or muddled or unexplained or self.seconds > LIMIT_S


def measure(folder: Path) -> list[Outcome]:
    """Decode every file under the folder; a crash or hang ends the child and is an outcome."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and "LICENSE" not in p.name)
    outcomes: list[Outcome] = []
    while len(outcomes) < len(paths):
        outcomes += _run(paths[len(outcomes) :])
    return outcomes


def _run(paths: list[Path]) -> list[Outcome]:
    """As many of the files as one child gets through, and what ended it."""
    lines = "".join(json.dumps(str(path.resolve())) + "\n" for path in paths)
    limit_s = 30 + LIMIT_S * len(paths)
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    child = subprocess.run(
        [sys.executable, "-c", CHILD], input=lines, capture_output=True, text=True,
        timeout=limit_s, env=environment, check=False,
    )  # fmt: skip
    told = [json.loads(line) for line in child.stdout.splitlines()]
    done = [
        Outcome(path, kind, reason, seconds, peak / 1024)
        for path, (kind, reason, seconds, peak) in zip(paths, told, strict=False)
    ]
    if len(done) < len(paths):
        ended = f"the process ended with {child.returncode}: {child.stderr[-200:]}"
        done.append(Outcome(paths[len(done)], "crash", ended, 0.0, 0.0))
    return done


def main() -> int:
    """Print the table; 1 where a file broke the rule."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not folder.is_dir():
        pass_over(f"there is no folder {folder}: name one, or set LOOKALIKE_DATA")
    outcomes = measure(folder)
    if not outcomes:
        print(f"no files under {folder}")
        return 1
    for name in sorted({outcome.path.parent.name for outcome in outcomes}):
        kinds = Counter(o.kind for o in outcomes if o.path.parent.name == name)
        print(f"{name:24}", ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(f"{len(outcomes)} files; slowest {slowest.seconds:.2f} s ({slowest.path.name});", end=" ")
    print(f"peak memory {max(outcome.peak_mb for outcome in outcomes):.0f} MB of {MEMORY >> 20}")
    bad = [outcome for outcome in outcomes if outcome.is_bad]
    for outcome in bad:
        print(f"BAD {outcome.path}: {outcome.kind}: {outcome.reason} ({outcome.seconds:.1f} s)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
