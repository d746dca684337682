"""Threads decode within what is shared, and large photos are read."""

import subprocess
import sys
from io import BytesIO

import numpy as np
import pillow_heif
import pytest
from PIL import Image

import lookalike.images.decode as decoding
from lookalike.errors import DamagedImage, ImageTooLarge
from lookalike.images.budget import DECODING, FILES, QUICK
from lookalike.images.cost import fitted, webp_cost
from lookalike.images.crop import as_crop
from lookalike.images.decode import decode
from lookalike.images.formats import sniff
from lookalike.images.headers import open_header, webp_size
from lookalike.images.limits import LIMITS, Limits, limited
from lookalike.images.read import held_bytes, read_image
from lookalike.images.wanted import Wanted

pytestmark = pytest.mark.slow(seconds=70)

BANDS = 30_000_000  # whatever the size
SIZE = (2400, 1800)
KINDS: dict[str, tuple[str, str, dict[str, object]]] = {
    "PNG": ("RGB", "PNG", {}),
    "PNG with alpha": ("LA", "PNG", {}),
    "lossy WebP": ("RGB", "WEBP", {"method": 0}),
    "lossless WebP": ("RGBA", "WEBP", {"method": 0, "lossless": True}),
    "AVIF": ("RGB", "AVIF", {"speed": 10}),
    "AVIF without subsampling": ("RGBA", "AVIF", {"speed": 10, "subsampling": "4:4:4"}),
    "HEIC": ("RGB", "HEIF", {}),
    "HEIC without subsampling": ("RGB", "HEIF", {"chroma": 444}),
    "TIFF of one strip": ("RGB", "TIFF", {"compression": "tiff_lzw", "strip_size": 10**9}),
    "JPEG 2000": ("RGB", "JPEG2000", {}),
    "JPEG 2000 in tiles": ("RGBA", "JPEG2000", {"tile_size": (512, 512)}),
    "progressive JPEG": ("RGB", "JPEG", {"progressive": True, "subsampling": 0}),
    "BMP": ("P", "BMP", {}),
    "GIF": ("P", "GIF", {}),
}
MEASURED = """
import re, sys
from pathlib import Path
from lookalike.images.crop import as_crop
from lookalike.images.decode import decode

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

side, crop = int(sys.argv[3]) or None, as_crop(sys.argv[4] or None)
decode(Path(sys.argv[2]).read_bytes(), side, crop=crop)
data, before = Path(sys.argv[1]).read_bytes(), peak()
decode(data, side, crop=crop)
print(peak() - before)
"""
SCRIPT = """
import re, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from lookalike.images.budget import DECODING
from lookalike.images.decode import decode

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

data = Path(sys.argv[1]).read_bytes()
decode(data[:0] + Path(sys.argv[2]).read_bytes(), 64)
DECODING.total, before = 80_000_000, peak()
with ThreadPoolExecutor(6) as pool:
    list(pool.map(lambda _: decode(data, 224), range(12)))
print(peak() - before)
"""


def stored(image: Image.Image, kind: str, **how: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def estimate(data: bytes, short_side: int | None = 224, crop: str | None = None) -> int:
    format_, wanted = sniff(data), Wanted(short_side, as_crop(crop))
    if format_.name == "webp":
        return webp_cost(webp_size(data), data, wanted)
    image = open_header(data, format_, LIMITS)
    region = wanted.region(image, image.size)
    return fitted(image, format_, data, wanted, region, LIMITS)


def kind_of(name: str, size: tuple[int, int]) -> bytes:
    mode, kind, how = KINDS[name]
    cells = np.random.default_rng(1).integers(0, 255, (12, 16, 4), dtype=np.uint8)
    image = Image.fromarray(cells).resize(size)
    image = image.convert("RGB").quantize(64) if mode == "P" else image.convert(mode)
    if kind != "HEIF":
        return stored(image, kind, **how)
    file = BytesIO()
    pillow_heif.from_pillow(image).save(file, quality=20, **how)
    return file.getvalue()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(
    ("name", "side", "crop"),
    [
        *((name, 224, "") for name in KINDS),
        *((name, 224, ".05,.05,.9,.1") for name in KINDS),
        *((name, 224, "0,0,.9,.9") for name in ("PNG", "PNG with alpha", "progressive JPEG")),
        ("PNG", 0, ""),
        ("progressive JPEG", 0, ""),
        ("progressive JPEG", 0, "0,0,.9,.9"),
    ],
)
def test_no_decoder_takes_more_than_it_is_believed_to(
    name: str, side: int, crop: str, tmp_path
) -> None:
    data = kind_of(name, SIZE)
    (tmp_path / "large").write_bytes(data)
    (tmp_path / "small").write_bytes(kind_of(name, (64, 48)))
    words = [tmp_path / "large", tmp_path / "small", str(side), crop]
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, check=True
    )
    assert (
        int(run.stdout) <= estimate(data, side or None, crop or None) + 6_000_000
    )  # what else a run takes


@pytest.mark.parametrize("name", KINDS)
def test_what_takes_too_much_says_how_much_and_which_option_lifts_it(name: str) -> None:
    data = kind_of(name, (640, 480))
    with pytest.raises(ImageTooLarge) as refused:
        decode(data, 224, Limits(max_memory=len(data) + 100_000))
    said = str(refused.value)
    assert "640 x 480 is 307,200 pixels of " in said
    assert said.endswith("MB (raise it with --max-memory)")
    assert DECODING.in_use == 0
    assert decode(data, 224, Limits(max_memory=100_000_000)).width == 640


def test_a_small_picture_does_not_wait_for_large_ones() -> None:
    small = stored(Image.new("RGBA", (300, 200), "teal"), "PNG")
    with DECODING.reserved(DECODING.total):
        assert decode(small, 64).width == 300
    assert QUICK.in_use == 0


def test_a_webp_waits_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    held = list[int]()
    opened = decoding.open_header

    def look(*given: object) -> Image.Image:
        held.append(DECODING.in_use + QUICK.in_use)
        return opened(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(decoding, "open_header", look)
    decode(kind_of("lossy WebP", (640, 480)), 64)
    assert held[0] > 8 * 640 * 480


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_six_threads_hold_no_more_than_the_budget(tmp_path) -> None:
    Image.new("RGBA", (4000, 3000), (200, 30, 30, 99)).save(tmp_path / "large.png")
    Image.new("RGBA", (99, 99), (200, 30, 30, 99)).save(tmp_path / "small.png")
    command = [sys.executable, "-c", SCRIPT, tmp_path / "large.png", tmp_path / "small.png"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 140  # MB; six of 48 MB and their bands would be 350


def test_a_108_megapixel_photo_is_read() -> None:
    data = stored(Image.new("RGB", (12032, 9024), "teal"), "JPEG")
    assert decode(data, 224).pixels.shape == (224, 299, 3)
    assert estimate(data) < 20_000_000


def test_a_16_bit_tiff_of_24_megapixels_may_be_read(tmp_path) -> None:
    with (tmp_path / "a.tif").open("wb") as file:
        file.truncate(6000 * 4000 * 6 + 1000)
    with held_bytes(tmp_path / "a.tif") as data:
        assert len(data) == FILES.in_use == 144_001_000
    assert FILES.in_use == 0


def test_a_jpeg_of_several_passes_holds_every_coefficient() -> None:
    image = Image.new("RGB", (2000, 1000), "teal")
    plain = estimate(stored(image, "JPEG"))
    assert plain == 6 * 2_000_000 // 4  # two copies at half the size
    assert estimate(stored(image, "JPEG", progressive=True)) == plain + 2 * 3_000_000
    even = stored(image, "JPEG", progressive=True, subsampling=0)
    assert estimate(even) == plain + 2 * 6_000_000


@pytest.mark.parametrize(("mode", "each"), [("L", 1), ("P", 1), ("RGB", 4), ("RGBA", 5), ("LA", 5)])
def test_pillow_holds_one_byte_or_four_and_alpha_once_more(mode: str, each: int) -> None:
    assert estimate(stored(Image.new(mode, (3000, 2000)), "PNG")) == each * 6_000_000 + BANDS


def test_a_damaged_image_is_let_go_of_while_its_error_is_kept() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    data = stored(Image.fromarray(noise), "TIFF")
    with pytest.raises(DamagedImage) as caught:
        decode(data[: len(data) // 2])
    found, error = [], caught.value.__cause__
    trace = error.__traceback__ if error else None
    while trace is not None:
        found += [v for v in trace.tb_frame.f_locals.values() if isinstance(v, Image.Image)]
        trace = trace.tb_next
    assert found == []
    assert DECODING.in_use == 0


def test_limits_are_in_force_within_a_block_alone(tmp_path) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "a.png")
    with limited(Limits(max_pixels=599)), pytest.raises(ImageTooLarge, match="--max-pixels"):
        read_image(tmp_path / "a.png")
    with limited(Limits(max_bytes=10)), pytest.raises(ImageTooLarge, match="--max-bytes"):
        read_image(tmp_path / "a.png")
    assert read_image(tmp_path / "a.png").shape == (20, 30, 3)
