"""Which files of a folder are images, and what cannot be looked at."""

import os
import tracemalloc
from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.images.find import Found, Unreadable, find_images

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")


def _names(folder: Path) -> list[str]:
    return [f.relative for f in find_images(folder) if isinstance(f, Found)]


def _troubles(folder: Path) -> list[Unreadable]:
    return [f for f in find_images(folder) if isinstance(f, Unreadable)]


def test_images_are_found_by_suffix_in_any_case(tmp_path):
    _make(tmp_path, "a.JPG", "b.jpeg", "c.png", "d.HeIc", "e.txt", "f", "g.mp4", "h.tif")
    assert _names(tmp_path) == ["a.JPG", "b.jpeg", "c.png", "d.HeIc", "h.tif"]


def test_the_order_is_that_of_the_relative_paths(tmp_path):
    names = ["b/z.png", "b.png", "a/1.png", "a-b/1.png", "b/a/1.png", "B/1.png", "a.b/c.png"]
    _make(tmp_path, *names)
    assert _names(tmp_path) == sorted(names)


def test_an_image_comes_with_its_size_and_time(tmp_path):
    _make(tmp_path, "in/a.png")
    os.utime(tmp_path / "in/a.png", ns=(1, 1_234_567_891_234_567_000))
    (found,) = find_images(tmp_path)
    assert found == Found(
        tmp_path / "in" / "a.png", "in/a.png", 5, 1_234_567_891_234_567_000, found.stamp
    )


def test_hidden_files_and_litter_are_passed_over(tmp_path):
    _make(tmp_path, "._a.png", ".hidden/a.png", ".thumbnails/a.png", "@eaDir/a.png")
    _make(tmp_path, "__MACOSX/a.png", "kept/a.png")
    assert _names(tmp_path) == ["kept/a.png"]


def test_a_folder_named_like_an_image_is_a_folder(tmp_path):
    _make(tmp_path, "album.jpg/a.png")
    assert _names(tmp_path) == ["album.jpg/a.png"]


def test_a_linked_file_is_found(tmp_path):
    _make(tmp_path, "far/a.png", "near/b.png")
    (tmp_path / "near" / "c.png").symlink_to(tmp_path / "far" / "a.png")
    assert _names(tmp_path / "near") == ["b.png", "c.png"]


def test_a_linked_folder_is_followed_once(tmp_path):
    _make(tmp_path, "far/a.png", "near/b.png")
    for name in ("one", "two"):
        (tmp_path / "near" / name).symlink_to(tmp_path / "far")
    assert _names(tmp_path / "near") == ["b.png", "one/a.png"]


@pytest.mark.parametrize("target", [".", "..", "in", "../in/deep"])
def test_links_make_no_loop_and_nothing_is_found_twice(tmp_path, target):
    _make(tmp_path, "in/deep/a.png", "in/b.png")
    (tmp_path / "in" / "aa").symlink_to((tmp_path / "in" / target).resolve())
    assert _names(tmp_path / "in") == ["b.png", "deep/a.png"]


def test_a_link_that_leads_nowhere_is_reported(tmp_path):
    (tmp_path / "a.png").symlink_to(tmp_path / "gone.png")
    assert _troubles(tmp_path) == [Unreadable(tmp_path / "a.png", "the link is broken")]


@pytest.mark.skipif(IS_ROOT, reason="root may read every folder")
def test_a_locked_folder_is_reported_and_the_rest_is_found(tmp_path):
    _make(tmp_path, "a/1.png", "b/2.png")
    (tmp_path / "a").chmod(0)
    found = list(find_images(tmp_path))
    (tmp_path / "a").chmod(0o700)
    assert found[0] == Unreadable(tmp_path / "a", "Permission denied")
    assert found[1].relative == "b/2.png"


def test_a_folder_that_fails_to_open_is_reported(tmp_path, monkeypatch):
    _make(tmp_path, "a/1.png", "b/2.png")
    scandir = os.scandir

    def refuse(folder):
        if str(folder).endswith("a"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    trouble, found = find_images(tmp_path)
    assert trouble == Unreadable(tmp_path / "a", "Permission denied")
    assert found.relative == "b/2.png"


def test_a_name_that_is_not_utf8_is_reported(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.png"
    try:
        Path(os.fsdecode(path)).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (trouble,) = find_images(tmp_path)
    assert isinstance(trouble, Unreadable)
    assert "UTF-8" in trouble.reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_reported_and_not_opened(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    assert _troubles(tmp_path)[0].reason == "not a regular file"


def test_a_missing_folder_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"no folder .*check the path"):
        find_images(tmp_path / "gone")


def test_a_file_for_a_folder_is_an_input_error(tmp_path):
    _make(tmp_path, "a.png")
    with pytest.raises(InputError, match="name the folder"):
        find_images(tmp_path / "a.png")


def test_memory_does_not_grow_with_the_number_of_folders(tmp_path):
    for folder in range(60):
        _make(tmp_path, *(f"{folder:02}/{number}.png" for number in range(20)))
    tracemalloc.start()
    count = sum(1 for _ in find_images(tmp_path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1200
    assert peak < 100_000
