"""
How long a search takes from nothing: interpreter, imports, collection, answer.

    python benchmarks/cold_start.py [COLLECTION IMAGE] [--rounds 9]

Whole processes, in turns, the median of each; then what `import` costs most. Without arguments
it draws and indexes images of its own. Exits with 1 where a search takes .6 s or more, or
`import lookalike` .2 s or more.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from lookalike.collection import Collection
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.indexing.folder import index_folder

SEARCH_S, IMPORT_S = 0.6, 0.2
COMMAND_LINE = "from lookalike.cli.main import main; main()"
TOP = 12  # imports shown


def seconds(command: list[str]) -> float:
    """One process, from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return taken


def commands(address: Path, image: Path) -> dict[str, list[str]]:
    """What is measured, by name."""
    python = [sys.executable, "-c"]
    with Collection.open(address) as collection:
        item_id = next(collection.items()).id
    return {
        "search IMAGE": [*python, COMMAND_LINE, "search", str(image), "--in", str(address)],
        "search id:...": [*python, COMMAND_LINE, "search", f"id:{item_id}", "--in", str(address)],
        "--help": [*python, COMMAND_LINE, "--help"],
        "import lookalike": [*python, "import lookalike"],
        "python alone": [*python, "pass"],
    }


def slowest_imports(command: list[str]) -> list[tuple[float, str]]:
    """(milliseconds with all that it imports, module), the slowest first."""
    traced = [command[0], "-X", "importtime", *command[1:]]
    told = subprocess.run(traced, capture_output=True, text=True, check=True).stderr
    lines = re.findall(r"import time: +\d+ \| +(\d+) \|( +)(\S+)", told)
    return sorted(((int(spent) / 1000, name) for spent, _, name in lines), reverse=True)[:TOP]


def measure(address: Path, image: Path, rounds: int) -> bool:
    """Print the medians and the imports; whether both promises are kept."""
    asked = commands(address, image)
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, command in asked.items():
            taken[name].append(seconds(command))
    for name, values in taken.items():
        print(f"{name:18} {median(values):6.3f} s   ({min(values):.3f} to {max(values):.3f})")
    print("imports of a search, each with what it imports:")
    for spent, name in slowest_imports(asked["search IMAGE"]):
        print(f"  {spent:7.1f} ms  {name}")
    search, load = median(taken["search IMAGE"]), median(taken["import lookalike"])
    print(f"search {search:.3f} s (want below {SEARCH_S:g}), import {load:.3f} s ({IMPORT_S:g})")
    return search < SEARCH_S and load < IMPORT_S


def main() -> int:
    """Print the table; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("collection", type=Path, nargs="?")
    parser.add_argument("image", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    if asked.collection and asked.image:
        return 0 if measure(asked.collection, asked.image, asked.rounds) else 1
    with tempfile.TemporaryDirectory() as scratch:
        folder, address = Path(scratch) / "images", Path(scratch) / "collection"
        items = draw_catalogue(folder, 64)
        with Collection.open(address, create=True) as collection:
            index_folder(collection, folder)
        return 0 if measure(address, folder / items[0].path, asked.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
