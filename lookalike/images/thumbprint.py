"""Thumbprints: small grey pictures that tell whether two images are one, saved or sized anew."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.types import ImageArray

SIDE = 16  # of the small grey picture that is compared
ALIKE = 0.985  # correlation of thumbprints from which two pictures may be one
# ...if no place differs by more than this share of the strongest: of 83 pairs of motorbikes that
# only share their black frame, 12 pass; of 500 photos saved at half size and quality 40, all but 1.
ODDEST = 0.3


def small_grey(image: ImageArray) -> NDArray[np.uint8]:
    """Convert (h, w, 3) to (256,): the picture in grey, 16 by 16, row by row."""
    picture = Image.fromarray(image).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(picture).ravel()


def as_text(grey: NDArray[np.uint8]) -> str:
    """Return a small grey picture (256,) as text, which a store keeps."""
    return b64encode(grey.tobytes()).decode("ascii")


def from_texts(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Return (n, 256): the small grey pictures of `as_text`."""
    data = b"".join(map(b64decode, texts))
    return np.frombuffer(data, np.uint8).reshape(len(texts), SIDE * SIDE)


def thumbprint(image: ImageArray) -> NDArray[np.float32]:
    """Convert (h, w, 3) to (256,) of length 1: a small grey picture minus its mean."""
    grey = small_grey(image).astype(np.float32)
    grey -= grey.mean()
    return grey / max(float(np.linalg.norm(grey)), 1e-6)


def thumbprints(images: Iterable[ImageArray]) -> NDArray[np.float32]:
    """Return (n, 256), a row for each of n images of any size; at least one."""
    return np.stack([thumbprint(image) for image in images])


def mirrored(prints: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (n, 256), the thumbprints of the mirrored pictures."""
    turned = prints.reshape(-1, SIDE, SIDE)[:, :, ::-1]
    return turned.reshape(len(prints), -1)


def are_one_picture(mine: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return (n,): whether each of (n, 256) thumbprints is the same picture as `mine` (256,)."""
    oddest = np.abs(others - mine).max(axis=1)
    is_one: NDArray[np.bool_] = (others @ mine >= ALIKE) & (oddest <= ODDEST * np.abs(mine).max())
    return is_one
