"""Detect the image format from a file's first bytes; decodes nothing.

Left out on purpose: TGA (no signature), ICO (hides a PNG of any size behind a small header), PPM
(its rare variants are unpacked pixel by pixel in Python), and formats that start another program
(EPS) or are not made of pixels (SVG, PDF).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lookalike.errors import DamagedImage, UnknownFormat


@dataclass(frozen=True)
class Format:
    """A supported file format."""

    name: str
    suffixes: tuple[str, ...]
    plugin: str
    """The "module:Class" of a Pillow image class, imported when first needed."""


_FORMATS = (
    Format(
        "jpeg", (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"), "lookalike.images.readers.jpeg:JpegFile"
    ),
    Format("png", (".png", ".apng"), "lookalike.images.readers.png:PngFile"),
    Format("webp", (".webp",), "lookalike.images.readers.webp:WebpFile"),
    Format("gif", (".gif",), "lookalike.images.readers.gif:GifFile"),
    Format("tiff", (".tif", ".tiff"), "lookalike.images.readers.tiff:TiffFile"),
    Format("bmp", (".bmp", ".dib"), "PIL.BmpImagePlugin:BmpImageFile"),
    Format("avif", (".avif",), "lookalike.images.readers.avif:AvifFile"),
    Format("heic", (".heic", ".heif", ".hif"), "lookalike.images.readers.heic:HeicFile"),
    Format("jpeg2000", (".jp2", ".j2k", ".jpx"), "lookalike.images.readers.jpeg2000:Jpeg2000File"),
)
FORMATS: Mapping[str, Format] = MappingProxyType({format_.name: format_ for format_ in _FORMATS})
SUFFIXES = frozenset(suffix for format_ in _FORMATS for suffix in format_.suffixes)

_SIGNATURES = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"II+\0": "tiff",
    b"MM\0+": "tiff",
    b"BM": "bmp",
    b"\0\0\0\x0cjP  \r\n\x87\n": "jpeg2000",
    b"\xff\x4f\xff\x51": "jpeg2000",
}
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_STRANGERS = {
    b"8BPS": "a Photoshop document",
    b"%PDF": "a PDF document",
    b"%!PS": "a PostScript file",
    b"\0\0\1\0": "an icon",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"PK\3\4": "a ZIP archive",
    b"RIFF": "a RIFF sound or video",
    b"<": "a page or drawing in XML or HTML",
    b"P1": "a portable anymap",
    b"P2": "a portable anymap",
    b"P3": "a portable anymap",
    b"P4": "a portable anymap",
    b"P5": "a portable anymap",
    b"P6": "a portable anymap",
}


def sniff(data: bytes) -> Format:
    """Detect a file's format; UnknownFormat names what was found and what is supported."""
    if not data:
        raise DamagedImage("the file is empty")
    name = _signed(data) or _boxed(data)
    if name is None:
        raise UnknownFormat(f"{_stranger(data)}; supported formats: {', '.join(FORMATS)}")
    return FORMATS[name]


def _signed(data: bytes) -> str | None:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return next((name for mark, name in _SIGNATURES.items() if data.startswith(mark)), None)


def _boxed(data: bytes) -> str | None:
    """Tell AVIF from HEIF: both share a container, and differ in its brands."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4]), 256)
    brands = {data[at : at + 4] for at in range(8, end, 4)}
    if brands & _AVIF_BRANDS:
        return "avif"
    return "heic" if brands & _HEIF_BRANDS else None


def _stranger(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return "a video"
    known = (what for mark, what in _STRANGERS.items() if data.startswith(mark))
    return next(known, "not an image of a known format")
