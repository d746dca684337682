"""Learn the constants of the classical encoders: a palette, and PCA without labels.

Reads a folder that holds `clothing/train` (CC0) and `caltech80` (CC BY 4.0); writes
`lookalike/encoders/constants/{palette.npy,texture.npz,shape.npz}`.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from lookalike.encoders.classical import texture
from lookalike.encoders.classical.hog import oriented_gradients
from lookalike.encoders.classical.palette import choose_palette
from lookalike.encoders.classical.shape import ShapeEncoder
from lookalike.encoders.classical.texture import TextureEncoder
from lookalike.encoders.classical.whitening import learn_whitening, save_whitening
from lookalike.encoders.resize import CHUNK, Squares, squares
from lookalike.images.decode import decode
from lookalike.types import ImageArray, Vectors

CONSTANTS = Path(texture.__file__).parent / "constants"
SHORT_SIDE = 128
PALETTE_SIZE, SHAPE_DIM, TEXTURE_DIM = 64, 128, 48


def main() -> None:
    """Learn and save both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with clothing/ and caltech80/")
    paths = training_images(parser.parse_args().data)
    learn("shape", paths, ShapeEncoder.size, oriented_gradients, dim=SHAPE_DIM)
    learn("texture", paths, TextureEncoder.size, texture.patterns_of, dim=TEXTURE_DIM)
    np.save(CONSTANTS / "palette.npy", choose_palette(PALETTE_SIZE))


def training_images(data: Path) -> list[Path]:
    """Clothing's training split and Caltech: never what figures are reported on."""
    return sorted([*data.glob("clothing/train/*/*.jpg"), *data.glob("caltech80/*/*.jpg")])


def in_chunks(paths: list[Path]) -> Iterator[list[ImageArray]]:
    """Decoded as the product decodes."""
    for start in range(0, len(paths), CHUNK):
        chunk = paths[start : start + CHUNK]
        yield [decode(path.read_bytes(), SHORT_SIDE).pixels for path in chunk]


def learn(
    name: str, paths: list[Path], side: int, describe: Callable[[Squares], Vectors], dim: int
) -> None:
    """Fit the half-whitening of one descriptor and save it."""
    rows = np.concatenate([describe(squares(images, side)) for images in in_chunks(paths)])
    path = CONSTANTS / f"{name}.npz"
    save_whitening(learn_whitening(rows, dim), path)
    print(f"{name}: {rows.shape} -> {dim}, {path.stat().st_size / 1000:.0f} kB at {path}")


if __name__ == "__main__":
    main()
