"""Read orientation and time of capture from EXIF."""

import re
from datetime import datetime, timedelta, timezone

import numpy as np
from PIL import Image
from PIL.ExifTags import IFD, Base

from lookalike.types import ImageArray

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def read_exif(image: Image.Image) -> Image.Exif:
    """Return the image's EXIF; empty if missing or unreadable."""
    try:
        return image.getexif()
    except Exception:  # a damaged note must not make the photo unreadable
        return Image.Exif()


def orientation_of(exif: Image.Exif) -> int:
    """Return the EXIF orientation, 1 (upright) to 8."""
    value = exif.get(Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(pixels: ImageArray, orientation: int) -> ImageArray:
    """Undo an EXIF orientation; the result is C-contiguous."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def stored_box(
    box: tuple[int, int, int, int], size: tuple[int, int], orientation: int
) -> tuple[int, int, int, int]:
    """Convert (left, top, right, bottom) of an upright image of this size to the stored one."""
    left, top, right, bottom = box
    if orientation in (2, 3, 6, 7):
        left, right = size[0] - right, size[0] - left
    if orientation in (3, 4, 7, 8):
        top, bottom = size[1] - bottom, size[1] - top
    return (top, left, bottom, right) if orientation >= 5 else (left, top, right, bottom)


def taken_at(exif: Image.Exif) -> str | None:
    """Return the time of capture in ISO 8601, with the time zone if the camera recorded it."""
    try:
        detail = exif.get_ifd(IFD.Exif)
    except Exception:  # as in read_exif
        detail = {}
    original = _moment(detail.get(Base.DateTimeOriginal), detail.get(Base.OffsetTimeOriginal))
    return original or _moment(exif.get(Base.DateTime), detail.get(Base.OffsetTime))


def _moment(text: object, offset: object) -> str | None:
    try:
        moment = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
    zone = _OFFSET.match(offset) if isinstance(offset, str) else None
    return (moment.replace(tzinfo=_zone(*zone.groups())) if zone else moment).isoformat()


def _zone(sign: str, hours: str, minutes: str) -> timezone:
    distance = timedelta(hours=int(hours) % 24, minutes=int(minutes) % 60)
    return timezone(distance if sign == "+" else -distance)
