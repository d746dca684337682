"""Every way to show the page a picture."""

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Site, Tabs, serving, until

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
SCORES = "[...document.querySelectorAll('.score')].map((one) => one.innerText).join()"
PASTE = """(bytes) => {
  const clipboardData = new DataTransfer();
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const file = new File([data], "picture.jpg", { type: "image/jpeg" });
  clipboardData.items.add(file);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""


def is_searching(page: Any, by: str = "like=upload:") -> bool:
    """Whether the page has ranked by what the address bar says."""
    page.wait_for_url(f"**{by}**")
    page.locator(".card .score").first.wait_for()
    return True


def read(picture: Path) -> str:
    return base64.b64encode(picture.read_bytes()).decode()


def test_by_a_file(page: Any, picture: Path) -> None:
    page.locator("query-sources input[type=file]").first.set_input_files(picture)
    assert is_searching(page)
    assert page.locator(".card .score").first.inner_text() > "0.9"  # it is in the catalogue


def test_by_dropping_anywhere(page: Any, picture: Path) -> None:
    page.evaluate(DROP, [read(picture), "result-grid"])
    assert is_searching(page)


def test_by_pasting(page: Any, picture: Path) -> None:
    page.evaluate(PASTE, read(picture))
    assert is_searching(page)


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


def test_by_an_address(page: Any, site: Site, picture: Path, elsewhere: str) -> None:
    page.get_by_role("button", name="Address").click()
    address = f"{elsewhere}/{picture.relative_to(site.catalogue).as_posix()}"
    page.get_by_label("Address of a picture").fill(address)
    page.get_by_role("button", name="Search", exact=True).click()
    assert is_searching(page)


def test_by_the_camera(page: Any) -> None:
    page.get_by_role("button", name="Camera").click()
    page.locator(".shutter:enabled").click()
    assert is_searching(page)


def test_by_a_colour(page: Any) -> None:
    page.locator("query-sources input[type=color]").first.fill("#0000ff")
    assert is_searching(page, "like=colour:%230000ff")


def test_a_file_that_is_no_picture_is_told(tabs: Tabs, page: Any) -> None:
    tabs.forgiven = ("the server responded with a status of 4",)
    file = {"name": "text.jpg", "mimeType": "image/jpeg", "buffer": b"no image"}
    page.locator("query-sources input[type=file]").first.set_input_files(file)
    page.get_by_text("This picture cannot be used").wait_for()
    assert page.locator(".card").count() > 0


def test_by_a_picture_of_the_page(page: Any) -> None:
    page.locator(".card a").nth(3).click()
    assert is_searching(page, "like=id:")
    assert page.locator("region-picker img").is_visible()


def test_like_one_and_unlike_another(page: Any) -> None:
    page.locator(".card a").first.click()
    assert is_searching(page, "like=id:")
    page.locator(".card").nth(2).hover()
    page.locator(".card").nth(2).get_by_role("button", name="And like this").click()
    page.wait_for_url("**like=id:**like=id:**")
    page.locator(".card").nth(4).hover()
    page.locator(".card").nth(4).get_by_role("button", name="Less like this").click()
    page.wait_for_url("**unlike=id:**")
    assert page.locator(".chip").count() == 2
    page.locator(".chip.unlike .icon").click()
    assert "unlike" not in page.url


def test_an_example_turns_from_like_to_unlike(tabs: Tabs, site: Site) -> None:
    first, second = site.ids()[:2]
    page = tabs.open(f"{site.address}/?like=id:{first}&like=id:{second}", ".score")
    page.locator(".chip .sign").click()
    page.wait_for_url(f"**unlike=id:{second}")


def test_a_box_is_drawn_with_the_mouse(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?like=id:{site.ids()[0]}", ".score")
    before = page.evaluate(SCORES)
    frame = page.locator("region-picker .frame").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.5, steps=4)
    page.mouse.up()
    page.wait_for_url("**crop=**")
    crop = [float(one) for one in page.url.partition("crop=")[2].split(",")]
    assert crop == pytest.approx([0.25, 0.25, 0.5, 0.25], abs=0.02)
    until(page, f"(before) => {SCORES} !== before", before)


def test_a_box_is_drawn_with_keys(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?like=id:{site.ids()[0]}", ".score")
    page.get_by_role("button", name="Region").press("Enter")
    page.wait_for_url("**crop=0.25,0.25,0.5,0.5")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_url("**crop=0.27,0.25,0.5,0.48")
    page.keyboard.press("Delete")
    page.wait_for_url(lambda url: "crop" not in url)


def test_a_box_is_moved_by_a_finger(tabs: Tabs, site: Site) -> None:
    address = f"{site.address}/?like=id:{site.ids()[0]}&crop=.1,.1,.5,.5"
    page = tabs.open(address, ".score", has_touch=True)
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


@pytest.fixture
def shut_site(indexed: Path, tmp_path: Path) -> Iterator[Site]:
    """Serves a `shop`, and fetches nothing."""
    with serving(indexed, tmp_path, fetches=False) as site:
        yield site


def test_a_server_that_fetches_nothing_asks_for_no_address(shut_site: Site, tabs: Tabs) -> None:
    page = tabs.open(shut_site.address)
    page.get_by_role("button", name="Address").wait_for(state="hidden")
    assert page.get_by_role("button", name="Paste").is_visible()
