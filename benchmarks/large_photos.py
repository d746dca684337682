"""
Whether the memory for large pictures has one bound, whatever the number of threads.

    python benchmarks/large_photos.py [--threads 1 2 4 8] [--images 16] [--kinds]

Draws PNGs of 99 megapixels with transparency and indexes them in child processes, each with so many
threads and into a new collection of the parts that are usual. Prints the peak of their resident
memory (VmHWM), and exits with 1 where one is over the bound. With `--kinds`, decodes one picture of
each large kind instead, a process each. Takes 1 GB of disk. Linux only.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

BOUND_MB = 1300
SIDE = 224
INDEX = """
from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
with Collection.open(sys.argv[2], create=True) as collection:
    done = index_folder(collection, sys.argv[1], threads=int(sys.argv[3])).added
"""
DECODE = """
from lookalike.images.decode import decode
from lookalike.images.read import held_bytes
with held_bytes(sys.argv[1]) as data:
    done = decode(data, int(sys.argv[2])).width
"""
PEAK = """
import re, sys
from pathlib import Path
{}
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(done, int(peak[1]) // 1024)
"""


def drawn(seed: int, size: tuple[int, int], channels: int = 3) -> Image.Image:
    """Soft blots of colour."""
    cells = np.random.default_rng(seed).integers(0, 255, (6, 8, channels), dtype=np.uint8)
    return Image.fromarray(cells).resize(size, Image.Resampling.BILINEAR)


def deep_tiff(path: Path) -> None:
    """16 bits in each of three channels, uncompressed: Pillow writes none."""
    values = np.asarray(drawn(5, (6000, 4000))).astype("<u2") * 257
    tags = [(256, 4, 6000), (257, 4, 4000), (258, 3, 16), (259, 3, 1), (262, 3, 2)]
    tags += [(273, 4, 8 + 2 + 12 * 9 + 4), (277, 3, 3), (278, 4, 4000), (279, 4, values.nbytes)]
    tags[2] = (258, 3, 16)
    entries = b"".join(np.array([t, k], "<u2").tobytes() + np.array([1, v], "<u4").tobytes()
                       for t, k, v in tags)  # fmt: skip
    head = b"II*\0" + np.array([8], "<u4").tobytes() + np.array([len(tags)], "<u2").tobytes()
    path.write_bytes(head + entries + bytes(4) + values.tobytes())


KINDS: dict[str, Callable[[Path], None]] = {
    "250 MP JPEG": lambda p: drawn(1, (17320, 14434)).save(p, "JPEG"),
    "250 MP progressive JPEG": lambda p: drawn(1, (17320, 14434)).save(p, "JPEG", progressive=True),
    "250 MP PNG": lambda p: drawn(1, (17320, 14434)).save(p, "PNG", compress_level=1),
    "200 MP PNG": lambda p: drawn(1, (16320, 12240)).save(p, "PNG", compress_level=1),
    "99 MP PNG with alpha": lambda p: drawn(1, (11500, 8600), 4).save(p, "PNG", compress_level=1),
    "150 MP TIFF": lambda p: drawn(1, (14204, 10652)).save(p, "TIFF"),
    "24 MP TIFF of 16 bits": deep_tiff,
}


def child(script: str, *words: object) -> tuple[int, int, float]:
    """What it says it did, its peak in MB, and seconds."""
    began = time.perf_counter()
    command = [sys.executable, "-c", PEAK.format(script), *map(str, words)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(run.stderr)
    done, peak = run.stdout.split()
    return int(done), int(peak), time.perf_counter() - began


def by_threads(scratch: Path, images: int, threads: list[int]) -> bool:
    """Whether each number of threads stays within the bound."""
    folder, is_well = scratch / "pictures", True
    folder.mkdir()
    for seed in range(images):
        drawn(seed, (11500, 8600), 4).save(folder / f"{seed}.png", compress_level=1)
    for count in threads:
        done, peak, seconds = child(INDEX, folder, scratch / f"collection-{count}", count)
        print(
            f"{count} threads: {done} of {images} indexed, {peak} MB, {seconds:.0f} s", flush=True
        )
        is_well &= done == images and peak <= BOUND_MB
    return is_well


def by_kinds(scratch: Path) -> bool:
    """Whether each kind stays within the bound."""
    is_well = True
    for name, draw in KINDS.items():
        path = scratch / "picture"
        draw(path)
        _, peak, seconds = child(DECODE, path, SIDE)
        size = path.stat().st_size / 1e6
        print(f"{name} ({size:.0f} MB): {peak} MB, {seconds:.1f} s", flush=True)
        is_well &= peak <= BOUND_MB
    return is_well


def main() -> int:
    """Print the peaks; 1 where one is over the bound."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--images", type=int, default=16)
    parser.add_argument("--kinds", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if asked.kinds:
            is_well = by_kinds(Path(scratch))
        else:
            is_well = by_threads(Path(scratch), asked.images, asked.threads)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
