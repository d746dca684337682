"""
Run every benchmark once at a small size, to check that it finishes.

    python scripts/run_benchmarks.py [NAME ...]

All of them take about fifteen minutes on two cores, and 1 GB of disk. A missed bound is reported
and is no failure at this size: the figures of docs/benchmarks.md come from the commands beside
them, on a quiet machine. A benchmark whose data or tools are missing is skipped, with the reason.
Exits with 1 where one breaks down.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from lookalike.datasets.drawn.catalogue import draw_catalogue

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from needed import PASSED_OVER  # noqa: E402 (lies in benchmarks/, which is no package)

DRAWN, OUT = "DRAWN", "OUT"  # a folder of drawn pictures, and an empty one
NETWORK = "lookalike/encoders/networks/lookalike-base.onnx"
SMALL = {
    "against": [".", "--rounds", "1"],
    "bad_images": [],
    "bundled_encoder": [NETWORK],
    "bursts": ["--photos", "30", "--bursts", "4"],
    "camera_jpegs": ["1", "1"],
    "classical_parts": [],
    "cold_start": ["--rounds", "1"],
    "duplicates": ["--photos", "60", "--copies-of", "3"],
    "duplicates_at_scale": ["--items", "120"],
    "durability": ["--rounds", "1", "--images", "40"],
    "encoder_candidates": [
        *("--sets", "clothing", "--minutes", ".05", "--out", OUT),
        "lookalike-base",
    ],
    "full_disk": ["--images", "30"],
    "health": ["--photos", "120", "--seeds", "1"],
    "indexing_throughput": ["--limit", "96", "--rounds", "1"],
    "install_size": [],
    "int8": [],
    "large_photos": ["--threads", "1", "2", "--images", "2"],
    "learning_curves": [DRAWN, "--minutes", ".05", "--out", OUT],
    "map": ["--items", "300"],
    "map_page": [DRAWN, "--points", "2000", "--frames", "6"],
    "memory": ["--images", "100"],
    "page": [DRAWN, "--images", "150", "--rounds", "2"],
    "part_weights": [],
    "same_picture": ["--photos", "20", "--limit", "300"],
    "relevance": ["--splits", "1", "--limit", "120"],
    "search_depth": ["--items", "5000"],
    "recommendation": ["--items", "60", "--users", "20", "--tested", "5"],
    "recommendation_speed": ["--items", "3000", "--events", "5000", "--queries", "3"],
    "search_options": ["--items", "3000", "--queries", "3"],
    "serving": [DRAWN, "--queries", "20"],
    "serving_memory": [DRAWN, "--images", "200"],
    "slow_clients": [DRAWN, "--images", "100", "--searches", "10", "--rounds", "1"],
    "thumbprint_pairs": ["--items", "500"],
    "training_speed": ["--steps", "1", "--batch", "6", "clothes-scratch"],
}


def main(names: list[str]) -> int:
    """Runs them one after the other, and lists what became of each."""
    if unknown := set(names) - set(SMALL):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(SMALL)}")
        return 2
    ends = {}
    with TemporaryDirectory() as place:
        drawn = Path(place, "drawn")
        draw_catalogue(drawn, count=200, size=160)
        for name in names or SMALL:
            out = Path(place, name)
            out.mkdir()
            places = {DRAWN: str(drawn), OUT: str(out)}
            began = perf_counter()
            print(f"== {name}", flush=True)
            ends[name] = run(name, [places.get(word, word) for word in SMALL[name]])
            print(f"-- {ends[name]}, {perf_counter() - began:.0f} s\n", flush=True)
    counts = Counter(ends.values())
    print(", ".join(f"{count} {end}" for end, count in counts.items()))
    for name, end in ends.items():
        if end != "ran":
            print(f"  {name}: {end}")
    return 1 if counts["broke down"] else 0


def run(name: str, arguments: list[str]) -> str:
    """What became of it: it ran, missed its bound, was passed over, or broke down."""
    script = ROOT / "benchmarks" / f"{name}.py"
    done = subprocess.run(
        [sys.executable, script, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    print(done.stderr, end="", file=sys.stderr)
    if done.returncode in (0, PASSED_OVER):
        return "passed over" if done.returncode else "ran"
    is_bound = done.returncode == 1 and not done.stderr.strip()
    return "ran, below its bound" if is_bound else "broke down"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
