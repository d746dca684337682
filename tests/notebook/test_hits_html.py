"""Hits in a notebook: pictures inside, nothing fetched, nothing that is not text run."""

import os
import re
import time
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.notebook import thumbnails as module
from lookalike.notebook.thumbnails import MOST, SIDE, thumbnails
from lookalike.results.hits import Hits
from lookalike.types import Hit, Item


def hit(source: object, name: str = "", parts: dict[str, float] | None = None) -> Hit:
    attributes = {"category": name} if name else {}
    return Hit(Item("id", str(source), attributes), 0.5, parts or {"colour": 0.5})


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    noise = np.random.default_rng(0).integers(0, 256, (400, 800, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def pictures(html: str) -> list[Image.Image]:
    found = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', html)
    return [Image.open(BytesIO(b64decode(one))) for one in found]


def test_a_hit_shows_its_picture_small(picture: Path) -> None:
    (shown,) = pictures(Hits([hit(picture)])._repr_html_())
    assert shown.size == (SIDE, SIDE // 2)


def test_nothing_is_fetched(picture: Path) -> None:
    html = Hits([hit(picture), hit("http://127.0.0.1:9/a.jpg")])._repr_html_()
    assert [one for one in re.findall(r"(?:src|href|url)\W+(.{5})", html) if one != "data:"] == []
    assert "file is elsewhere" in html


def test_what_has_no_picture_says_why(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    os.mkfifo(tmp_path / "pipe")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "huge.png")
    said = {
        tmp_path / "gone.jpg": "file is gone",
        tmp_path: "file is gone",
        tmp_path / "pipe": "file is gone",
        tmp_path / "broken.jpg": "cannot be read",
        tmp_path / "huge.png": "too large to show",
        "x\0y": "file is gone",
    }
    found = thumbnails(map(str, said))
    assert [found[str(source)].missing for source in said] == [*said.values()]


def test_names_are_text(picture: Path) -> None:
    evil = '"><script>alert(1)</script>'
    one = hit(picture, evil, {evil: 0.5})
    html = Hits([one, hit(f"/gone/{evil}")])._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_bar_tells_what_each_part_gave(picture: Path) -> None:
    html = Hits([hit(picture, parts={"colour": 0.5, "shape": -0.25})])._repr_html_()
    assert 'aria-label="colour 0.500, shape -0.250"' in html
    widths = re.findall(r"<i( class=\"against\")? style=\"width:([\d.]+)%", html)
    assert [(bool(against), float(width)) for against, width in widths] == [
        (False, 50.0),
        (True, 25.0),
    ]


def test_so_many_are_shown_and_the_others_counted(picture: Path) -> None:
    html = Hits([hit(picture)] * (MOST + 5))._repr_html_()
    assert len(pictures(html)) == MOST
    assert "and 5 more" in html
    assert f"{MOST + 5} hits" in html


def test_no_hits_are_said() -> None:
    assert "no hits" in Hits()._repr_html_()


def test_files_of_another_machine_are_not_looked_for(picture: Path) -> None:
    html = Hits([hit(picture)], files_here=False)._repr_html_()
    assert pictures(html) == []
    assert "file is elsewhere" in html


def test_slow_files_are_not_waited_for(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.read_bytes

    def slow(source: str, limits: object) -> bytes:
        if source.endswith("slow.png"):
            time.sleep(3)
        return real(picture)

    monkeypatch.setattr(module, "read_bytes", slow)
    monkeypatch.setattr(module, "EACH_S", 0.2)
    (picture.parent / "slow.png").touch()
    began = time.monotonic()
    found = thumbnails([str(picture.parent / "slow.png"), str(picture)])
    assert time.monotonic() - began < 2.5
    assert [one.missing for one in found.values()] == ["not drawn in time", ""]


def test_all_of_them_together_have_a_time(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IN_ALL_S", 0)
    copies = [picture.parent / f"{i}.png" for i in range(20)]
    for copy in copies:
        copy.write_bytes(picture.read_bytes())
    missing = [one.missing for one in thumbnails(map(str, copies)).values()]
    assert missing[0] == ""
    assert missing[-1] == "not drawn in time"


def test_what_a_hit_stands_for_is_counted(picture: Path) -> None:
    alone = hit(picture)
    html = Hits([replace(alone, beneath=(alone,), beneath_count=1234)])._repr_html_()
    assert ">+1,234</span>" in html
    assert ">+" not in Hits([alone])._repr_html_()
