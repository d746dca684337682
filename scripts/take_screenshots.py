"""Take the screenshots in docs/images, light and dark, from phone to desktop.

    python scripts/take_screenshots.py

Draws a catalogue, indexes and serves it, asks for a picture and a colour, and looks at the page
with Chromium (on the path). Needs the test extra.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from lookalike import Collection, index_folder
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.tables.attributes import read_attributes

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from served import served  # noqa: E402 (lies in benchmarks/, which is no package)

IMAGES = ROOT / "docs" / "images"
SIZES = {360: 760, 768: 1000, 1440: 900}
SCHEMES = ("light", "dark")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic")
ALIKE = ("t-shirt", "jacket", "dress", "bag")  # kinds to ask for, the first that there is


def main() -> None:
    """Draw, serve, look."""
    with tempfile.TemporaryDirectory() as place:
        catalogue, shop = Path(place, "catalogue"), Path(place, "shop")
        draw_catalogue(catalogue)
        with Collection.open(shop, create=True) as collection:
            index_folder(collection, catalogue, read_attributes(catalogue / "attributes.csv"))
            items = {str(item.attributes["category"]): item.id for item in collection.items()}
        chosen = next(items[kind] for kind in (*ALIKE, *items) if kind in items)
        with served(shop) as server:
            look(f"{server.address}/?like=id:{chosen}")


def look(address: str) -> None:
    """One picture for each size and scheme."""
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                target = IMAGES / f"page-{width}-{scheme}.jpg"
                take(browser, address, (width, height), scheme, target)
        browser.close()


def take(browser: Any, address: str, size: tuple[int, int], scheme: str, target: Path) -> None:
    """Once everything in sight is drawn."""
    viewport = {"width": size[0], "height": size[1]}
    page = browser.new_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    page.locator(".card img").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target, type="jpeg", quality=80)
    page.close()


if __name__ == "__main__":
    main()
