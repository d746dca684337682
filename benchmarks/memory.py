"""
Whether the memory of indexing grows with the folder.

    python benchmarks/memory.py [FOLDER] [--images 800] [--encoder model.onnx]

Indexes 1x and 4x as many images in child processes, each into a new collection, and prints the
peak of their resident memory (VmHWM). The larger folder holds the same pictures with changed
pixels under other names, so that nothing is recognised. Exits with 1 where the peak grows by more
than a tenth. Linux only.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.images.find import Found, find_images

TIMES = 4
GROWTH = 0.1
CHILD = """
import re, sys
from pathlib import Path
from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
folder, address, *network = sys.argv[1:]
with Collection.open(address, [*network, *CLASSICAL], create=True) as collection:
    added = index_folder(collection, folder).added
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(added, int(peak[1]) / 1024)
"""


def spread(paths: Sequence[Path], folder: Path, count: int) -> None:
    """Write `count` files: the pictures again and again, each time a little darker."""
    folder.mkdir()
    for number in range(count):
        picture = np.asarray(Image.open(paths[number % len(paths)]).convert("RGB"))
        darker = (picture * (1 - 0.02 * (number // len(paths)))).astype(np.uint8)
        Image.fromarray(darker).save(folder / f"{number:06d}.jpg", quality=90)


def peak_mb(folder: Path, count: int, network: Path | None) -> float:
    """Peak resident memory of a process that indexes the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        words = [str(folder), f"{scratch}/collection", *([str(network)] if network else [])]
        command = [sys.executable, "-c", CHILD, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    added, peak = done.stdout.split()
    if int(added) != count:
        raise SystemExit(f"{added} of {count} images were added")
    return float(peak)


def sources(folder: Path | None, images: int, scratch: Path) -> list[Path]:
    """The pictures to spread."""
    if folder is None:
        draw_catalogue(scratch / "drawn", min(images, 200))
        folder = scratch / "drawn"
    found = [file.path for file in find_images(folder) if isinstance(file, Found)]
    return found[:: max(1, len(found) // images)][:images]


def main() -> int:
    """Print both peaks, without and with a network; 1 where one grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--images", type=int, default=800)
    parser.add_argument("--encoder", type=Path)
    asked = parser.parse_args()
    counts, is_well = (asked.images, TIMES * asked.images), True
    with tempfile.TemporaryDirectory() as scratch:
        paths = sources(asked.folder, asked.images, Path(scratch))
        for count in counts:
            spread(paths, Path(scratch) / str(count), count)
        for network in [None, *([asked.encoder] if asked.encoder else [])]:
            small, large = (peak_mb(Path(scratch) / str(n), n, network) for n in counts)
            name = f"classical parts{' and ' + network.name if network else ''}"
            print(
                f"{name}: {small:.0f} MB at {counts[0]:,}, {large:.0f} MB at {counts[1]:,}", end=" "
            )
            print(f"({large - small:+.0f} MB)", flush=True)
            is_well &= large <= small * (1 + GROWTH)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
