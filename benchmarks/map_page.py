"""How long a frame of the map takes a browser, at very many points.

    python benchmarks/map_page.py FOLDER [--points 100000] [--frames 60]

Some images of FOLDER are indexed and served, and Chromium (on the path, without a window) opens the
page's map; what the server answers about it is replaced by as many drawn points in clusters, and
its small pictures by one of their size. Each frame is drawn and waited for: the time is that of all
that the page and the graphics do for it. Without a graphics card the graphics are computed on the
processor.
"""

import argparse
import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from needed import pass_over
from page import CHROMIUMS, DESKTOP, FLAGS
from PIL import Image
from rich.console import Console
from rich.table import Table
from served import indexed, served

from lookalike.extras import need
from lookalike.map.density import clusters_of

IMAGES = 20
FRAMES = """async ([frames, begin, end, pan]) => {
  const plane = document.querySelector("map-plane");
  const { camera } = plane;
  plane.whole();
  const [width, height] = [camera.width / 2, camera.height / 2];
  const whole = camera.scale;
  const factor = (end / begin) ** (1 / frames);
  camera.zoom(begin, width * 1.2, height * .8);
  const took = [], own = [];
  for (let i = 0; i < frames; i++) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    camera.zoom(factor, width, height);
    camera.pan(pan, pan / 2);
    plane.draw();
    own.push(performance.now() - start);
    plane.finish();
    took.push(performance.now() - start);
    if (i % 10 === 0) {
      plane.redraw();
      await new Promise((resolve) => setTimeout(resolve, 400)); // pictures come
    }
  }
  return [took, own, Number(plane.dataset.pictures), camera.scale / whole];
}"""


def main() -> None:
    """Draw, open, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--frames", type=int, default=60)
    asked = parser.parse_args()
    if not any(map(shutil.which, CHROMIUMS)):
        pass_over(f"none of {', '.join(CHROMIUMS)} is on the path")
    sync_api = need("playwright.sync_api", extra="test")
    program = next(filter(None, map(shutil.which, CHROMIUMS)))
    with (
        indexed(asked.folder, IMAGES) as shop,
        served(shop) as server,
        sync_api.sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page(viewport=DESKTOP, service_workers="block")
        answer, sheet = json.dumps(drawn(asked.points)), pictures()
        page.route(
            "**/map?*", lambda route: route.fulfill(body=answer, content_type="application/json")
        )
        page.route(
            "**/map/thumbnails?*",
            lambda route: route.fulfill(body=sheet, content_type="image/jpeg"),
        )
        page.goto(f"{server.address}/?view=map")
        page.locator("map-plane .labels button").first.wait_for()
        table = Table("", "pictures", "median, ms", "95 of 100, ms", "without the graphics, ms")
        for named, begin, end, pan in (
            ("all points", 1, 1.05, 0),
            ("zooming from all to pictures", 1, 60, 0),
            ("panning among pictures", 40, 40, 12),
        ):
            took, own, shown, _ = page.evaluate(FRAMES, [asked.frames, begin, end, pan])
            figures = [np.median(took), np.percentile(took, 95), np.median(own)]
            table.add_row(named, str(shown), *(f"{one:.1f}" for one in figures))
        Console().print(f"{asked.points:,} points, {DESKTOP['width']} x {DESKTOP['height']}", table)
        browser.close()


def drawn(count: int) -> dict[str, Any]:
    """Return what a server answers of a map with so many items, in 40 clusters."""
    rng = np.random.default_rng(0)
    centres = rng.uniform(-0.9, 0.9, (40, 2))
    positions = centres[rng.integers(40, size=count)] + rng.normal(size=(count, 2)) * 0.06
    positions = np.clip(positions, -1, 1).astype(np.float32)
    order = np.lexsort((positions[:, 0], (positions[:, 1] * 40).astype(int)))
    positions = positions[order]
    cluster = clusters_of(positions)
    clusters = [
        {
            "name": f"cluster {number}",
            "why": "",
            "count": int((cluster == number).sum()),
            "x": float(np.median(positions[cluster == number, 0])),
            "y": float(np.median(positions[cluster == number, 1])),
            "typical": [],
        }
        for number in range(int(cluster.max()) + 1)
    ]
    return {
        "job": "drawn",
        "method": "pca",
        "made_at": "",
        "placed": 0,
        "is_current": True,
        "total": count,
        "ids": [f"{number:016x}" for number in range(count)],
        "x": [round(float(one), 4) for one in positions[:, 0]],
        "y": [round(float(one), 4) for one in positions[:, 1]],
        "cluster": cluster.tolist(),
        "values": None,
        "clusters": clusters,
        "next_offset": None,
        "remarks": [],
    }


def pictures() -> bytes:
    """Return 64 small pictures as one JPEG, as the server draws them."""
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(noise).resize((512, 512)).save(file, "JPEG")
    return file.getvalue()


if __name__ == "__main__":
    main()
