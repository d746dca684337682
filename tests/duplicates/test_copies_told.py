"""What a collection had already, of one picture and of all that indexing adds."""

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from lookalike import Query, index_folder
from lookalike.collection import Collection
from lookalike.duplicates import copies
from lookalike.duplicates import find as module
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.errors import QueryError
from lookalike.images.read import read_image
from lookalike.indexing.report import IndexReport
from tests.scenes import saved, scene

pytestmark = pytest.mark.slow(seconds=15)

pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")


def said(report: IndexReport) -> list[str]:
    return [str(copy) for copy in report.copies]


@pytest.fixture
def more(folder: Path) -> Path:
    """Adds to the folder a copy of 4, one of 5 saved again, 6 mirrored, and two of a new one."""
    shutil.copy(folder / "4.jpg", folder / "x4.jpg")
    saved(scene(5).resize((200, 150)), folder / "x5.jpg", 70)
    saved(ImageOps.mirror(scene(6)), folder / "x6.jpg")
    saved(scene(40), folder / "x7.jpg")
    saved(scene(40), folder / "x8.jpg", 50)
    saved(scene(41), folder / "x9.jpg")
    return folder


def test_indexing_says_what_is_new_and_was_there(collection: Collection, more: Path) -> None:
    told = list[bool]()
    report = collection.index(
        more,
        on_progress=lambda report, total: told.append(report.is_comparing),
        check_duplicates=True,
    )
    assert report.added == 6
    assert said(report)[:3] == [
        "x4.jpg has the same bytes as 4.jpg",
        "x5.jpg is 5.jpg saved again",
        "x6.jpg is 6.jpg edited: mirrored",
    ]
    assert said(report)[3:] in (["x7.jpg is x8.jpg saved again"], ["x8.jpg is x7.jpg saved again"])
    assert True in told
    assert not report.is_comparing
    assert report.copies[1].confidence > 0.97


def test_what_was_there_before_is_not_told_again(collection: Collection, more: Path) -> None:
    index_folder(collection, more, check_duplicates=True)
    assert said(index_folder(collection, more, check_duplicates=True)) == []
    saved(scene(0), more / "7.jpg", 60)  # another picture at the path of a known one
    assert said(index_folder(collection, more, check_duplicates=True)) in (
        ["7.jpg is 0.jpg saved again"],
        ["7.jpg is 0 copy.jpg saved again"],
    )
    assert index_folder(collection, more).copies == []


def test_the_first_pictures_are_compared_with_each_other(more: Path, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "first", CLASSICAL, create=True) as first:
        report = index_folder(first, more, check_duplicates=True)
    assert len(report.copies) == 8


def test_only_what_is_new_is_compared(
    collection: Collection, more: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, more, check_duplicates=True)
    compared = list[None]()
    judge = module.judge

    def counted(*given: object) -> object:
        compared.append(None)
        return judge(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "judge", counted)
    saved(scene(50), more / "y.jpg")
    index_folder(collection, more, check_duplicates=True)
    assert 0 < len(compared) <= 10  # the nearest of the one that is new


def test_what_was_decided_is_not_told(collection: Collection, folder: Path) -> None:
    item = collection.put_image((folder / "4.jpg").read_bytes(), "four")
    (copy,) = collection.copies_of("id:four")
    assert copy.new == item
    collection.note_distinct(["four", copy.item.id])
    assert collection.copies_of("id:four") == []


def test_a_picture_is_known_however_it_is_held(collection: Collection, folder: Path) -> None:
    path = folder / "4.jpg"
    with Image.open(path) as image:
        for example in (path, str(path), path.read_bytes()):
            (copy,) = collection.copies_of(example)
            assert (copy.item.source, copy.tier, copy.confidence) == (str(path), "identical", 1.0)
            assert str(copy) == "it has the same bytes as 4.jpg"
        (by_pixels,) = collection.copies_of(read_image(path))
        assert (by_pixels.tier, by_pixels.item.source) == ("reencoded", str(path))
        assert collection.copies_of(image) == [by_pixels]
    with pytest.raises(QueryError, match="is no picture"):
        collection.copies_of("colour:red")


def test_a_mirrored_picture_is_known_and_a_new_one_is_not(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    mirrored = saved(ImageOps.mirror(scene(6)), tmp_path / "mirrored.jpg")
    (copy,) = collection.copies_of(mirrored)
    assert (Path(copy.item.source).name, copy.tier, copy.why) == ("6.jpg", "edited", "mirrored")
    assert collection.copies_of(saved(scene(60), tmp_path / "new.jpg")) == []


@pytest.mark.parametrize("change", [Image.Transpose.ROTATE_90, Image.Transpose.TRANSVERSE])
def test_a_turned_picture_is_known_where_its_vector_is_not_near(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Image.Transpose
) -> None:
    monkeypatch.setattr(copies, "NEIGHBOURS", 1)
    monkeypatch.setattr(copies, "TURNED", 1)
    # Edges are where they are: a picture that is turned has others.
    with Collection.open(tmp_path / "by shape", ["shape"], create=True) as collection:
        index_folder(collection, folder)
        turned = saved(scene(6).transpose(change), tmp_path / "turned.jpg")
        (first,) = collection.search(Query(turned, limit=1))
        assert Path(first.item.source).name != "6.jpg"
        for _ in range(2):
            (copy,) = collection.copies_of(turned)
            assert (Path(copy.item.source).name, copy.tier) == ("6.jpg", "edited")
            assert "turned by" in copy.why
            collection.find_duplicates(tiers=["reencoded"])  # makes thumbprints
