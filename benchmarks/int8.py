"""What int8 costs and saves: a float32 network against its int8 one, on real images.

Usage: python benchmarks/int8.py [FILE.onnx [FOLDER]]

FOLDER has `train` and `validation` folders of class folders. Train images calibrate; validation
images judge, each found among the others. Times are medians of one run on one thread, the two
networks taking turns; read them as a ratio.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from needed import DATA, TEACHER, need_all
from rich.console import Console
from rich.table import Table

from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.datasets.pixels import Pixels
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.images.decode import decode
from lookalike.training.export.acceptance import Judge, as_fed
from lookalike.training.export.quantise import SCHEMES, Quantiser
from lookalike.training.export.speed import median_seconds

CALIBRATION = 256
BATCHES = (1, 4)


def main() -> None:
    """Print a row for each scheme."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", type=Path, nargs="?", default=TEACHER)
    parser.add_argument("folder", type=Path, nargs="?", default=DATA / "clothing")
    asked = parser.parse_args()
    need_all(asked.network, asked.folder)
    images, encoder = read_labelled(asked.folder), NetworkEncoder(asked.network)
    chosen = np.random.default_rng(0).permutation(np.flatnonzero(images.split == "train"))
    calibration = squares(images.at(chosen[:CALIBRATION]), encoder)
    validation = images.only("validation")
    judge = Judge(asked.network, squares(validation, encoder), validation.column())
    quantiser = Quantiser(asked.network, as_fed(encoder, calibration))
    Console().print(compared(asked.network, judge, quantiser))


def compared(network: Path, judge: Judge, quantiser: Quantiser) -> Table:
    """Every scheme, whether or not one before it is good enough; speeds by images in a run."""
    times = [f"speed, {batch}" for batch in BATCHES]
    table = Table("scheme", "agreement", "P@5", "enough", "kB", *times)
    size = network.stat().st_size // 1000
    table.add_row("float32", "1.000", f"{judge.precision_at_5:.3f}", "", str(size), "1.00", "1.00")
    with tempfile.TemporaryDirectory() as folder:
        for scheme in SCHEMES:
            path = Path(folder, "int8.onnx")
            quantiser.write(path, scheme)
            judge.accepts(path, scheme.name)
            found = judge.attempts[-1]
            table.add_row(
                found.scheme,
                f"{found.top_10_agreement:.3f}",
                f"{found.precision_at_5:.3f}",
                "yes" if found.accepted else "no",
                str(path.stat().st_size // 1000),
                *(f"{ratio(network, path, batch):.2f}" for batch in BATCHES),
            )
    return table


def ratio(slow: Path, fast: Path, batch: int) -> float:
    """How many times as fast the second network is."""
    before, after = median_seconds([slow, fast], batch)
    return before / after


def squares(images: LabelledImages, encoder: NetworkEncoder) -> Pixels:
    """Decoded and resized as the network is fed when it serves."""
    size, square = encoder.size, encoder.preprocessing.square
    return np.stack([square(decode(p.read_bytes(), size).pixels) for p in images.paths])


if __name__ == "__main__":
    main()
