"""Every way to show the page a picture."""

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.web.conftest import SHOWN, Ranking, Site, Tabs, serving, wait_for_cards

DROP = """([bytes, place]) => {
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const file = new File([data], "picture.jpg", { type: "image/jpeg" });
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  for (const name of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector(place).dispatchEvent(event);
  }
}"""
DROP_TEXT = """([kind, text, place]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData(kind, text);
  for (const name of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector(place).dispatchEvent(event);
  }
}"""
PASTE = """(bytes) => {
  const clipboardData = new DataTransfer();
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const file = new File([data], "picture.jpg", { type: "image/jpeg" });
  clipboardData.items.add(file);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""


WRITE = """(bytes) => {
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const picture = new Blob([data], { type: "image/png" });
  return navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]).then(() => true);
}"""
CLEAR = 3  # the nearest of EXAMPLE that a JPEG of it has in the same order: the next are close


def check_ranking(page: Any, ids: list[str], by: str = "like=upload:") -> None:
    """The page comes to show these in this order, and says in its address by what."""
    page.wait_for_url(f"**{by}**")
    page.locator(".card .score").first.wait_for()
    wait_for_cards(page, ids)


def read(picture: Path) -> str:
    return base64.b64encode(picture.read_bytes()).decode()


@pytest.fixture
def nearest(ranking: Ranking, site: Site, picture: Path) -> list[str]:
    """What looks like the picture, its own item first."""
    found = ranking(picture)
    item = site.api(f"collections/shop/images/{found[0]}")
    assert item["source"] == str(picture)
    assert found[0] != site.ids()[0]
    return found


def test_by_a_file(page: Any, picture: Path, nearest: list[str]) -> None:
    page.locator("query-sources input[type=file]").first.set_input_files(picture)
    check_ranking(page, nearest)
    assert page.locator(".card .score").first.inner_text() > "0.9"  # it is in the catalogue


def test_by_dropping_anywhere(page: Any, picture: Path, nearest: list[str]) -> None:
    page.evaluate(DROP, [read(picture), "result-grid"])
    check_ranking(page, nearest)


def test_by_pasting(page: Any, picture: Path, nearest: list[str]) -> None:
    page.evaluate(PASTE, read(picture))
    check_ranking(page, nearest)


def test_by_what_is_on_the_clipboard(page: Any, picture: Path, nearest: list[str]) -> None:
    """A button; browsers write PNG only, by which all pixels stay as they are."""
    png = BytesIO()
    with Image.open(picture) as jpeg:
        jpeg.save(png, "PNG")
    page.evaluate(WRITE, base64.b64encode(png.getvalue()).decode())
    page.get_by_role("button", name="Paste").click()
    check_ranking(page, nearest)


@pytest.fixture
def elsewhere(site: Site) -> Iterator[str]:
    """The catalogue, served by another server of this machine."""
    handler = partial(QuietHandler, directory=str(site.catalogue))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def address(elsewhere: str, site: Site, picture: Path) -> str:
    """Of the picture, on that server."""
    return f"{elsewhere}/{picture.relative_to(site.catalogue).as_posix()}"


def test_by_an_address(page: Any, address: str, nearest: list[str]) -> None:
    page.get_by_role("button", name="Address").click()
    page.get_by_label("Address of a picture").fill(address)
    page.get_by_role("button", name="Search", exact=True).click()
    check_ranking(page, nearest)


def test_by_dropping_an_address(page: Any, address: str, nearest: list[str]) -> None:
    """As a picture of another page is dragged here."""
    page.evaluate(DROP_TEXT, ["text/uri-list", address, "result-grid"])
    check_ranking(page, nearest)


def test_by_the_camera(page: Any, site: Site, nearest: list[str]) -> None:
    page.get_by_role("button", name="Camera").click()
    page.locator(".shutter:enabled").click()
    page.wait_for_url("**like=upload:**")
    page.locator(".card .score").first.wait_for()
    wait_for_cards(page, nearest[:CLEAR])


def test_by_a_colour(page: Any, ranking: Ranking) -> None:
    page.locator("query-sources input[type=color]").first.fill("#0000ff")
    check_ranking(page, ranking("colour:#0000ff"), "like=colour:%230000ff")


def test_a_card_is_dropped_on_less_like_this(tabs: Tabs, site: Site, ranking: Ranking) -> None:
    """On the places that stand where a search is to be refined."""
    first, second = site.ids()[:2]
    page = tabs.open(f"{site.address}/?like=id:{first}", ".score")
    page.evaluate(DROP_TEXT, ["application/x-lookalike", f"id:{second}", "drop-zone .unlike"])
    wanted = ranking([f"id:{first}"], [f"id:{second}"])
    check_ranking(page, wanted, f"unlike=id:{second}")


def test_a_file_that_is_no_picture_is_told(tabs: Tabs, page: Any) -> None:
    tabs.forgiven = ("the server responded with a status of 4",)
    file = {"name": "text.jpg", "mimeType": "image/jpeg", "buffer": b"no image"}
    page.locator("query-sources input[type=file]").first.set_input_files(file)
    page.get_by_text("This picture cannot be used").wait_for()
    assert page.locator(".card").count() > 0


def test_by_a_picture_of_the_page(page: Any, ranking: Ranking) -> None:
    item = page.evaluate(SHOWN)[3]
    page.locator(".card a").nth(3).click()
    check_ranking(page, ranking(f"id:{item}"), f"like=id:{item}")
    assert page.locator("region-picker img").is_visible()


def test_like_one_and_unlike_another(page: Any, ranking: Ranking) -> None:
    first = f"id:{page.evaluate(SHOWN)[0]}"
    page.locator(".card a").first.click()
    check_ranking(page, ranking(first), f"like={first}")
    second = add(page, 2, "And like this")
    check_ranking(page, ranking([first, second]), f"like={first}**like={second}")
    third = add(page, 4, "Less like this")
    check_ranking(page, ranking([first, second], [third]), f"unlike={third}")
    assert page.locator(".chip").count() == 2
    page.locator(".chip.unlike .icon").click()
    page.wait_for_url(lambda url: "unlike" not in url)
    check_ranking(page, ranking([first, second]), f"like={first}**like={second}")


def add(page: Any, card: int, how: str) -> str:
    """Which card was taken as a further example."""
    item = page.evaluate(SHOWN)[card]
    page.locator(".card").nth(card).hover()
    page.locator(".card").nth(card).get_by_role("button", name=how).click()
    return f"id:{item}"


def test_an_example_turns_from_like_to_unlike(tabs: Tabs, site: Site, ranking: Ranking) -> None:
    first, second = site.ids()[:2]
    page = tabs.open(f"{site.address}/?like=id:{first}&like=id:{second}", ".score")
    page.locator(".chip .sign").click()
    wanted = ranking([f"id:{first}"], [f"id:{second}"])
    check_ranking(page, wanted, f"unlike=id:{second}")


def test_a_box_is_drawn_with_the_mouse(tabs: Tabs, site: Site, ranking: Ranking) -> None:
    like = f"id:{site.ids()[0]}"
    page = tabs.open(f"{site.address}/?like={like}", ".score")
    frame = page.locator("region-picker .frame").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.5, steps=4)
    page.mouse.up()
    page.wait_for_url("**crop=**")
    crop = page.url.partition("crop=")[2]
    assert [*map(float, crop.split(","))] == pytest.approx([0.25, 0.25, 0.5, 0.25], abs=0.02)
    assert ranking(like, crop=crop) != ranking(like)
    wait_for_cards(page, ranking(like, crop=crop))


def test_a_box_is_drawn_with_keys(tabs: Tabs, site: Site, ranking: Ranking) -> None:
    like = f"id:{site.ids()[0]}"
    page = tabs.open(f"{site.address}/?like={like}", ".score")
    page.get_by_role("button", name="Region").press("Enter")
    page.wait_for_url("**crop=0.25,0.25,0.5,0.5")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_url("**crop=0.27,0.25,0.5,0.48")
    wait_for_cards(page, ranking(like, crop="0.27,0.25,0.5,0.48"))
    page.keyboard.press("Delete")
    page.wait_for_url(lambda url: "crop" not in url)
    wait_for_cards(page, ranking(like))


def test_a_box_is_moved_by_a_finger(tabs: Tabs, site: Site, ranking: Ranking) -> None:
    like = f"id:{site.ids()[0]}"
    page = tabs.open(f"{site.address}/?like={like}&crop=.1,.1,.5,.5", ".score", has_touch=True)
    page.evaluate(
        """() => {
          const region = document.querySelector(".region");
          const { x, y } = region.getBoundingClientRect();
          const { width } = document.querySelector("region-picker .frame").getBoundingClientRect();
          const send = (name, far) => region.dispatchEvent(new PointerEvent(name, {
            bubbles: true, pointerId: 1, pointerType: "touch", isPrimary: true,
            clientX: x + 40 + far * width, clientY: y + 40 }));
          region.parentElement.setPointerCapture = () => {};
          send("pointerdown", 0); send("pointermove", 0.2); send("pointerup", 0.2);
        }"""
    )
    page.wait_for_url("**crop=0.3,0.1,0.5,0.5")
    wait_for_cards(page, ranking(like, crop="0.3,0.1,0.5,0.5"))


@pytest.fixture
def shut_site(indexed: Path, tmp_path: Path) -> Iterator[Site]:
    """Serves a `shop`, and fetches nothing."""
    with serving(indexed, tmp_path, fetches=False) as site:
        yield site


def test_a_server_that_fetches_nothing_asks_for_no_address(shut_site: Site, tabs: Tabs) -> None:
    page = tabs.open(shut_site.address)
    page.get_by_role("button", name="Address").wait_for(state="hidden")
    assert page.get_by_role("button", name="Paste").is_visible()
