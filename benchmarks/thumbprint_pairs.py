"""
How long does it take to find all pairs of near thumbprints, and how much memory?

    python benchmarks/thumbprint_pairs.py [--items 100000] [--orientations 1]

Thumbprints of the photos of DATA (LOOKALIKE_DATA or ../shared/data), and, where more are asked for,
mixtures of two of them with noise: new pictures with the frequencies of photos. Tiers `identical`
and `reencoded` need one orientation, `edited` all eight.
"""

import argparse
import resource
import time
from collections.abc import Iterator

import numpy as np
from needed import DATA, need_all

from lookalike.duplicates.candidates import LEAST
from lookalike.duplicates.near import Prints, near, oriented
from lookalike.duplicates.orientation import MIRRORED
from lookalike.errors import ImageError
from lookalike.images.decode import decode
from lookalike.images.thumbprint import small_grey

SETS = "clothing", "caltech80", "tiny200"
SUFFIXES = ".jpg", ".jpeg", ".png"
BATCH = 10_000


def main() -> None:
    """Print a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--orientations", type=int, default=1)
    asked = parser.parse_args()
    need_all(*(DATA / name for name in SETS))
    prints = np.concatenate(list(drawn(asked.items)))[: asked.items]
    before, began = memory_mb(), (time.perf_counter(), time.process_time())
    found = near(prints, LEAST, asked.orientations)
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    print(
        f"{len(prints):,} thumbprints, {asked.orientations} orientations: {len(found.one):,} pairs "
        f"in {cpu:.1f} s of processor time, {wall:.1f} s; {memory_mb() - before:,.0f} MB more than "
        f"the {prints.nbytes / 1e6:,.0f} MB of the thumbprints, {memory_mb():,.0f} MB in all"
    )


def drawn(count: int) -> Iterator[Prints]:
    """Yield thumbprints of photos, then of mixtures."""
    files = [f for name in SETS for f in sorted((DATA / name).rglob("*"))]
    photos = [f for f in files if f.suffix.lower() in SUFFIXES]
    real = []
    for path in photos[:: max(1, len(photos) // count)]:
        try:
            real.append(small_grey(decode(path.read_bytes(), 64).pixels).ravel())
        except ImageError:  # sets hold files that are no pictures
            continue
    prints, rng = np.array(real), np.random.default_rng(0)
    yield prints
    for start in range(len(prints), count, BATCH):
        size = min(BATCH, count - start)
        one, other = (prints[rng.integers(0, len(prints), size)] for _ in range(2))
        share = rng.uniform(0.35, 0.65, (size, 1))
        mixed = share * one + (1 - share) * oriented(other, MIRRORED) + rng.normal(0, 6, one.shape)
        yield np.clip(mixed, 0, 255).astype(np.uint8)


def memory_mb() -> float:
    """The most that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
