"""Take the screenshots in docs/images: the page from phone to desktop, the map, the duplicates.

    python scripts/take_screenshots.py [page|map|duplicates ...]

Draws a catalogue, indexes and serves it, and looks at the page with Chromium (on the path). Needs
the test extra, and for the map the extra `map`.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
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
PATIENCE_MS = 300_000  # for a job
LOADED = "[...document.images].every((one) => one.loading === 'lazy' || one.complete)"
DRAWN = "map-plane[data-pictures]:not([data-pictures='0'])"  # with pictures among the points


def main() -> None:
    """Draw, serve, look."""
    wanted = sys.argv[1:] or ["page", "map", "duplicates"]
    with tempfile.TemporaryDirectory() as place:
        catalogue, shop = Path(place, "catalogue"), Path(place, "shop")
        draw_catalogue(catalogue)
        if "duplicates" in wanted:
            add_copies(catalogue)
        categories = index(catalogue, shop)
        index(catalogue, Path(place, "shapes"), ["shape"])
        chosen = next(categories[kind] for kind in (*ALIKE, *categories) if kind in categories)
        with served(shop, str(Path(place, "shapes"))) as server, sync_playwright() as started:
            browser = started.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(FLAGS)
            )
            address = f"{server.address}/?collection=shop"
            if "page" in wanted:
                take_page(browser, f"{address}&like=id:{chosen}")
            if "map" in wanted:
                take_maps(browser, address)
            if "duplicates" in wanted:
                take_duplicates(browser, address)
            browser.close()


def index(catalogue: Path, address: Path, encoders: list[str] | None = None) -> dict[str, str]:
    """Index the catalogue, and return an item's id for each category."""
    with Collection.open(address, encoders, create=True) as collection:
        index_folder(collection, catalogue, read_attributes(catalogue / "attributes.csv"))
        items = list(collection.items())
    return {str(item.attributes.get("category")): item.id for item in items}


def add_copies(catalogue: Path) -> None:
    """Add changed copies of some pictures: smaller, mirrored, turned, or cropped."""
    paths = sorted(catalogue.glob("*/*.jpg"))[::40]
    for number, path in enumerate(paths):
        picture: Image.Image = Image.open(path)
        width, height = picture.size
        changed = (
            picture.resize((width // 2, height // 2)),
            ImageOps.mirror(picture),
            picture.rotate(90, expand=True),
            picture.crop((width // 12, height // 12, width, height)),
        )[number % 4]
        changed.save(path.with_name(f"{path.stem}-copy.jpg"), quality=80)


def take_page(browser: Any, address: str) -> None:
    """Take one picture for each size and scheme."""
    for width, height in SIZES.items():
        for scheme in SCHEMES:
            page = opened(browser, address, (width, height), scheme)
            page.locator(".card img").first.wait_for()
            finish(page, f"page-{width}-{scheme}.jpg")


def take_maps(browser: Any, address: str) -> None:
    """Take the map, and two maps side by side."""
    for name, beside in (("map", ""), ("maps", "&beside=collection:shapes")):
        page = opened(browser, f"{address}&view=map{beside}", (1440, 900), "light")
        page.locator(DRAWN).first.wait_for(timeout=PATIENCE_MS)
        if beside:
            page.locator(f"map-beside {DRAWN}").wait_for(timeout=PATIENCE_MS)
        page.locator("select[aria-label='Colour by']").select_option("category")
        page.locator(".map-legend").get_by_text("boot").wait_for()
        finish(page, f"{name}-1440-light.jpg")


def take_duplicates(browser: Any, address: str) -> None:
    """Take the review of duplicates."""
    page = opened(browser, f"{address}&view=duplicates", (1440, 900), "light")
    page.locator("duplicates-view header button.main").click()
    page.locator("duplicate-review img").first.wait_for(timeout=PATIENCE_MS)
    finish(page, "duplicates-1440-light.jpg")


def opened(browser: Any, address: str, size: tuple[int, int], scheme: str) -> Any:
    """Return a page of this size."""
    viewport = {"width": size[0], "height": size[1]}
    page = browser.new_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    return page


def finish(page: Any, name: str) -> None:
    """Take it once everything in sight is drawn."""
    page.wait_for_timeout(
        2000
    )  # events keep the network busy, and a map asks for more when at rest
    page.wait_for_function(LOADED)
    page.screenshot(path=IMAGES / name, type="jpeg", quality=80)
    page.close()


if __name__ == "__main__":
    main()
