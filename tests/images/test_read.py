"""Images from paths, addresses, standard input, bytes and open files."""

import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZipFile

import numpy as np
import pytest

from lookalike.errors import DamagedImage, ImageTooLarge, ImageUnreachable
from lookalike.images.crop import Crop
from lookalike.images.limits import Limits
from lookalike.images.read import read_bytes, read_image, read_open_file


@pytest.fixture(scope="module")
def png(save, scene) -> bytes:
    return save(scene, "PNG")


def test_a_path_is_read(png, scene, tmp_path):
    (tmp_path / "a.png").write_bytes(png)
    for source in (tmp_path / "a.png", str(tmp_path / "a.png")):
        assert np.array_equal(read_image(source), np.asarray(scene))


def test_bytes_are_read(png, scene):
    assert np.array_equal(read_image(png), np.asarray(scene))


def test_an_open_file_is_read(png, scene):
    assert np.array_equal(read_image(BytesIO(png)), np.asarray(scene))


def test_an_open_file_is_read_from_its_start(png):
    file = BytesIO()
    file.write(png)
    assert read_open_file(file) == read_open_file(file) == png


def test_a_pipe_is_read_to_its_end_though_it_gives_less_than_is_asked_for(png):
    readable, writable = os.pipe()

    def write() -> None:
        with os.fdopen(writable, "wb", buffering=0) as file:
            for start in range(0, len(png), 500):
                file.write(png[start : start + 500])
                time.sleep(0.001)

    threading.Thread(target=write).start()
    with os.fdopen(readable, "rb", buffering=0) as file:
        assert read_open_file(file) == png


def test_a_member_of_an_archive_is_read(png, tmp_path):
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", png)
    with ZipFile(tmp_path / "a.zip") as archive, archive.open("a.png") as file:
        assert read_open_file(file) == png


def test_a_file_that_is_open_as_text_is_told(png, tmp_path):
    (tmp_path / "a.png").write_bytes(png)
    with (
        (tmp_path / "a.png").open(encoding="utf-8") as opened,
        NamedTemporaryFile("w+", encoding="utf-8") as wrapped,
    ):
        wrapped.write("text")
        for file in (opened, StringIO("text"), wrapped):
            with pytest.raises(ImageUnreachable, match="open as text; open it in mode"):
                read_open_file(file)


def test_a_file_that_cannot_be_read_is_told(png, tmp_path):
    closed = BytesIO(png)
    closed.close()
    with pytest.raises(ImageUnreachable, match="closed file"):
        read_open_file(closed)
    with (tmp_path / "b.png").open("wb") as writing, pytest.raises(ImageUnreachable, match="read"):
        read_open_file(writing)


def test_a_dash_is_standard_input(png, monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(png)))
    assert read_bytes("-") == png


@pytest.mark.parametrize("crop", ["10,5,20,8", Crop(10, 5, 20, 8)])
def test_a_crop_is_applied(crop, png, scene):
    assert np.array_equal(read_image(png, crop), np.asarray(scene)[5:13, 10:30])


def test_a_missing_file_is_unreachable(tmp_path):
    with pytest.raises(ImageUnreachable, match=r"^no such file$"):
        read_bytes(tmp_path / "gone.png")


def test_a_folder_is_unreachable(tmp_path):
    with pytest.raises(ImageUnreachable, match="folder"):
        read_bytes(tmp_path)


def test_a_path_that_cannot_be_is_unreachable():
    with pytest.raises(ImageUnreachable):
        read_bytes("a\0b.png")


def test_a_file_over_the_limit_is_too_large(tmp_path):
    (tmp_path / "a.png").write_bytes(bytes(101))
    with pytest.raises(ImageTooLarge, match="101 bytes; the limit is 100"):
        read_bytes(tmp_path / "a.png", Limits(max_bytes=100))


def test_an_endless_stream_stops_at_the_limit():
    with Path("/dev/zero").open("rb") as endless, pytest.raises(ImageTooLarge):
        read_image(endless, limits=Limits(max_bytes=100))


def test_an_open_file_without_an_image_is_damaged():
    with pytest.raises(DamagedImage):
        read_image(BytesIO())


class _Site(BaseHTTPRequestHandler):
    """A small web server; what it does rides in the path."""

    image = b""

    def do_GET(self) -> None:
        getattr(self, self.path.strip("/").split("?")[0].replace("-", "_"))()

    def log_message(self, *_: object) -> None:
        pass

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def image_png(self) -> None:
        self._send(200, self.image, Content_Length=str(len(self.image)))

    def gone(self) -> None:
        self._send(404)

    def moved(self) -> None:
        self._send(302, Location="/image-png")

    def round_about(self) -> None:
        self._send(302, Location="/round-about")

    def to_a_file(self) -> None:
        self._send(302, Location="file:///etc/hostname")

    def to_ftp(self) -> None:
        self._send(302, Location="ftp://localhost/a.png")

    def announced_huge(self) -> None:
        self._send(200, b"1", Content_Length="1000000000000")

    def unannounced_huge(self) -> None:
        self._send(200, bytes(50_000))

    def cut(self) -> None:
        self._send(200, self.image[:20], Content_Length=str(len(self.image)))

    def silent(self) -> None:
        time.sleep(1)

    def dripping(self) -> None:
        self._send(200)
        for _ in range(20):
            try:
                self.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.05)


@pytest.fixture(scope="module")
def site(png):
    _Site.image = png
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize("page", ["image-png", "image-png?size=2", "moved"])
def test_an_address_is_read(page, site, png):
    assert read_bytes(site + page) == png


def test_the_user_of_an_address_is_no_part_of_the_host(site, png, monkeypatch):
    sent = []
    get = _Site.do_GET
    monkeypatch.setattr(
        _Site, "do_GET", lambda self: (sent.append(self.headers["Authorization"]), get(self))
    )
    assert read_bytes(site.replace("//", "//ann:s%40c@") + "moved") == png
    assert sent == ["Basic YW5uOnNAYw==", None]  # ann:s@c, which a redirect does not send on


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("gone", "answered 404"),
        ("round-about", "answered 302"),
        ("to-a-file", "answered 302"),
        ("to-ftp", "unknown url type|answered 302"),
        ("cut", "was closed before the end of the image"),
    ],
)
def test_an_address_that_gives_no_image_is_unreachable(page, reason, site):
    with pytest.raises(ImageUnreachable, match=reason):
        read_bytes(site + page)


@pytest.mark.parametrize("page", ["announced-huge", "unannounced-huge"])
def test_a_download_stops_at_the_limit(page, site):
    with pytest.raises(ImageTooLarge):
        read_bytes(site + page, Limits(max_bytes=20_000))


@pytest.mark.parametrize("page", ["silent", "dripping"])
def test_a_slow_server_is_given_up(page, site):
    with pytest.raises(ImageUnreachable, match=r"no answer within 0\.2 s"):
        read_bytes(site + page, timeout_s=0.2)


def test_a_server_that_is_not_there_is_unreachable():
    with pytest.raises(ImageUnreachable, match="cannot reach the server"):
        read_bytes("http://127.0.0.1:1/a.png")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://host/a.png", "gopher://host/x"])
def test_only_the_web_is_asked(address):
    with pytest.raises(ImageUnreachable, match="only http and https"):
        read_bytes(address)
