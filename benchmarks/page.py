"""What the page costs a browser: the first paint of 60 results, and a scroll through thousands.

    python benchmarks/page.py FOLDER [--images 3000] [--rounds 7]

Images of FOLDER are indexed and served, and Chromium (on the path, without a window) opens the
page, each time with nothing remembered: the time from the address to sixty results in place with
every picture in sight drawn. Then it scrolls through them all, sixty frames a second if it can:
long tasks are stretches of more than 50 ms in which the page answers nothing, and late frames are
those that come more than 50 ms after the last. What is left in memory is compared once the page is
back where it began.
"""

import argparse
import shutil
from pathlib import Path
from statistics import median
from typing import Any

from needed import pass_over
from rich.console import Console
from rich.table import Table
from served import indexed, served

from lookalike import Collection
from lookalike.extras import need

CHROMIUMS = ("chromium", "google-chrome", "chromium-headless-shell")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--js-flags=--expose-gc")
DESKTOP = {"width": 1440, "height": 900}
RESULTS, STEP = 60, 40  # pixels a frame: as fast as one who looks for something scrolls

SEEN = """async (wanted) => {
  const all = () => [...document.querySelectorAll(".card")];
  const isInSight = (card) => {
    const at = card.getBoundingClientRect();
    return at.bottom > 0 && at.top < innerHeight;
  };
  const isDrawn = (card) => {
    const picture = card.querySelector("img");
    return picture.complete && picture.naturalWidth > 0;
  };
  const isDone = () => all().length >= wanted && all().filter(isInSight).every(isDrawn);
  while (!isDone()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const [painted] = performance.getEntriesByName("first-contentful-paint");
  return [performance.now(), painted?.startTime ?? 0];
}"""
SCROLL = """async ([wanted, step]) => {
  const long = [];
  const note = (list) => long.push(...list.getEntries().map((entry) => entry.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({ type: "longtask" });
  let late = 0, frames = 0, last = performance.now();
  const scroller = document.scrollingElement;
  const cards = () => document.querySelectorAll(".card").length;
  const isLow = () => scroller.scrollTop + innerHeight >= scroller.scrollHeight - 2;
  while (cards() < wanted || !isLow()) {
    scrollBy(0, step);
    const now = await new Promise(requestAnimationFrame);
    if (now - last > 50) late += 1;
    [last, frames] = [now, frames + 1];
  }
  observer.disconnect();
  return { long, late, frames, cards: cards() };
}"""


def main() -> None:
    """Index, serve, look."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    if not any(map(shutil.which, CHROMIUMS)):
        pass_over(f"none of {', '.join(CHROMIUMS)} is on the path")
    with indexed(asked.folder, asked.images) as shop:
        with Collection.open(shop) as collection:
            count, item = collection.count(), next(iter(collection.items())).id
        look(shop, item, count, asked.rounds)


def look(address: Path, item: str, count: int, rounds: int) -> None:
    """Print both tables."""
    playwright = need("playwright.sync_api", extra="test")
    with served(address) as server, playwright.sync_playwright() as started:
        program = next(filter(None, map(shutil.which, CHROMIUMS)))
        browser = started.chromium.launch(executable_path=program, args=list(FLAGS))
        print_paints(browser, f"{server.address}/?like=id:{item}", rounds)
        print_scroll(browser, server.address, count)
        browser.close()


def print_paints(browser: Any, address: str, rounds: int) -> None:
    """From the address to the pictures; the server makes their thumbnails in the first round."""
    times = []
    for _ in range(rounds):
        context = browser.new_context(viewport=DESKTOP, service_workers="block")
        page = context.new_page()
        page.goto(address, wait_until="commit")
        times.append(page.evaluate(SEEN, RESULTS))
        context.close()
    table = Table("ms from the address", "first time", f"median of {rounds - 1} more")
    for name, column in (("anything painted", 1), (f"{RESULTS} results, those in sight drawn", 0)):
        first, *more = (time[column] for time in times)
        table.add_row(name, f"{first:.0f}", f"{median(more):.0f}")
    Console().print(table)


def print_scroll(browser: Any, address: str, count: int) -> None:
    """Through all, and back to the first page."""
    context = browser.new_context(viewport=DESKTOP, service_workers="block")
    page = context.new_page()
    page.goto(address)
    page.evaluate(SEEN, RESULTS)
    before = held(page)
    seen = page.evaluate(SCROLL, [count, STEP])
    full = held(page)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".card a.picture").first.click()
    page.wait_for_function(f"document.querySelectorAll('.card').length <= {2 * RESULTS}")
    page.locator("#brand").click()
    page.wait_for_url(address + "/")
    page.evaluate(SEEN, RESULTS)
    after = held(page)
    long = seen["long"]
    print(
        f"{seen['cards']:,} pictures in {seen['frames']:,} frames, {seen['late']} of them late; "
        f"{len(long)} long tasks, the longest {max(long, default=0):.0f} ms"
    )
    table = Table("held by the page", "at first", "all pictures seen", "back at the start")
    for name in ("nodes", "MB of JavaScript"):
        table.add_row(name, *(f"{at[name]:,.1f}" for at in (before, full, after)))
    Console().print(table)
    context.close()


def held(page: Any) -> dict[str, float]:
    """After everything that nobody needs has gone."""
    page.wait_for_timeout(500)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    values = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {"nodes": values["Nodes"], "MB of JavaScript": values["JSHeapUsedSize"] / 1e6}


if __name__ == "__main__":
    main()
