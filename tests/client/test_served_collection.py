"""What only a served collection does: putting, retrying, pictures, and finding its name."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike import connect, errors, read_attributes
from lookalike.collection import Collection
from lookalike.indexing import update
from lookalike.indexing.folder import index_folder
from lookalike.indexing.put import NewImage, put_images
from lookalike.indexing.report import IndexReport
from tests.client.conftest import Serve, running
from tests.indexing.conftest import paint


def test_the_name_may_be_left_out_where_one_is_served(server: str) -> None:
    with connect(server) as one, connect(f"{server}/", "shop") as two:
        assert one.name == two.name == "shop"
    with connect(f"{server}/v1/collections/shop") as three:
        assert three.about().items == three.count() == 24


def test_several_are_listed_where_the_name_is_left_out(serve: Serve) -> None:
    address = serve("bags", "shoes")
    with pytest.raises(errors.InputError, match="name one of them: bags, shoes"):
        connect(address)
    with pytest.raises(errors.CollectionNotFound, match="'hats' is served; there are: bags, shoes"):
        connect(address, "hats")
    with connect(address, "shoes") as collection:
        assert collection.name == "shoes"


def test_an_image_is_put_described_and_replaced(serve: Serve, pictures: list[Path]) -> None:
    data, other = pictures[0].read_bytes(), pictures[1].read_bytes()
    with connect(serve("own")) as collection:
        item = collection.put_image(data, "my-bag", {"price": 5.5, "tags": ["a"]}, 'a "b".jpg')
        assert (item.id, item.attributes["tags"]) == ("my-bag", ["a"])
        assert item.attributes["name"] == 'a "b".jpg'
        assert collection.original("my-bag") == data
        again = collection.put_image(other, "my-bag")
        assert (again.attributes["price"], collection.original("id:my-bag")) == (5.5, other)
        by_content = collection.put_image(data)
        assert collection.put_image(data).id == by_content.id
        assert collection.count() == 26


def test_many_images_are_put_and_the_bad_ones_told_as_here(
    serve: Serve, pictures: list[Path], indexed: Path, tmp_path: Path
) -> None:
    good = [NewImage(pictures[i % 24].read_bytes(), f"new{i}", {"i": i}) for i in range(70)]
    bad = [
        NewImage(b"<html>", "x"),
        NewImage(pictures[0].read_bytes(), "a/b"),
        NewImage(pictures[0].read_bytes(), "y", {"n": [1]}),  # type: ignore[dict-item]
    ]
    images = [bad[0], *good[:60], bad[1], bad[2], *good[60:], bad[0]]
    with Collection.open(tmp_path / "here", create=True) as here:
        expected = put_images(here, images)
    with connect(serve("own")) as collection:
        found = collection.put_images(images)
        assert collection.count("i >= 0") == 70
        assert collection.put_images([]) == []
    for one, other in zip(found, expected, strict=True):
        if isinstance(other, errors.LookalikeError):
            assert (type(one), str(one)) == (type(other), str(other))
        else:
            assert not isinstance(one, errors.LookalikeError)
            assert (one.id, one.attributes) == (other.id, other.attributes)


def test_one_bad_image_is_raised(server: str) -> None:
    said = "supported formats"
    with connect(server) as collection, pytest.raises(errors.UnknownFormat, match=said):
        collection.put_image(b"<html>")


def test_an_address_beside_bytes_is_refused(server: str, pictures: list[Path]) -> None:
    image = NewImage(pictures[0].read_bytes(), address="http://a.example/b.jpg")
    with connect(server) as collection:
        (outcome,) = collection.put_images([image])
    assert isinstance(outcome, errors.InputError)


def test_failures_are_tried_again_and_followed(
    serve: Serve, catalogue: Path, pictures: list[Path]
) -> None:
    broken, told = catalogue / "broken.jpg", list[tuple[IndexReport, int]]()
    with connect(serve("own")) as collection:
        report = collection.retry_failures(lambda *now: told.append(now))
        assert [one.source for one in report.failed] == [str(broken)]
        assert told[-1][0].done == told[-1][1] == 1
        broken.write_bytes(pictures[0].read_bytes())
        try:
            report = collection.retry_failures()
        finally:
            broken.write_bytes(b"no image")
        assert (report.added, report.failed, collection.failures()) == (1, [], [])
        assert not collection.retry_failures(should_stop=lambda: True).failed


def test_it_is_brought_up_to_date_by_the_server(tmp_path: Path) -> None:
    folder = paint(tmp_path / "images" / "0.png", 0).parent
    paint(folder / "1.png", 1)
    with Collection.open(tmp_path / "made", ["colour"], create=True) as made:
        index_folder(made, folder)
    (folder / "broken.png").write_bytes(b"no image")
    paint(folder.parent / "more" / "x.png", 77)
    seen = list[tuple[IndexReport, int]]()
    with (
        running({"made": Collection.open(tmp_path / "made")}, roots=(tmp_path,)) as address,
        connect(address) as collection,
    ):
        report = collection.index(on_progress=lambda report, total: seen.append((report, total)))
        assert (report.unchanged, [one.source for one in report.failed]) == (
            2,
            [str(folder / "broken.png")],
        )
        assert (seen[-1][0].done, seen[-1][1]) == (3, 3)
        assert collection.index(folder.parent / "more").added == 1
        assert collection.index(retry_failed=True).still_failing == 0
        with pytest.raises(errors.ServerError, match="answered 403: '/etc' is not below"):
            collection.index("/etc")


def test_a_folder_that_is_missing_is_the_error_that_it_is_here(tmp_path: Path) -> None:
    for name in "AB":
        paint(tmp_path / name / "x.png", ord(name))
    with Collection.open(tmp_path / "made", ["colour"], create=True) as made:
        for name in "AB":
            index_folder(made, tmp_path / name)
    (tmp_path / "A").rename(tmp_path / "off")
    served, seen = {"made": Collection.open(tmp_path / "made")}, list[IndexReport]()
    with running(served) as address, connect(address) as collection:
        with pytest.raises(errors.InputError, match=r"^the folder .*A is missing; its 1 item is"):
            collection.index(tmp_path / "A", on_progress=lambda report, total: seen.append(report))
        assert (seen[-1].away, seen[-1].away_example) == (1, str(tmp_path / "A" / "x.png"))
        report = collection.index()
        assert (report.unchanged, report.away, len(report.unread)) == (1, 1, 1)
        report = collection.index(allow_removal=True)
        assert (report.removed, report.forgotten) == (1, [str(tmp_path / "A")])
        assert collection.about().folders == (str(tmp_path / "B"),)


def test_any_error_of_the_library_that_ends_a_job_is_raised_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(tmp_path / "A" / "x.png", 1)
    with Collection.open(tmp_path / "made", ["colour"], create=True) as made:
        index_folder(made, tmp_path / "A")
    ends = iter([errors.StoreFull("no room"), errors.EncoderError("no memory"), ValueError("odd")])

    def fail(*_: object, **__: object) -> IndexReport:
        raise next(ends)

    monkeypatch.setattr(update, "index_folder", fail)
    with (
        running({"made": Collection.open(tmp_path / "made")}) as address,
        connect(address) as collection,
    ):
        for kind, said in (
            (errors.StoreFull, "^no room$"),
            (errors.EncoderError, "^no memory$"),
            (errors.ServerError, "the job failed at .*ValueError"),
        ):
            with pytest.raises(kind, match=said):
                collection.index()


def test_what_the_server_says_of_a_table_is_told_here(tmp_path: Path) -> None:
    folder = paint(tmp_path / "images" / "0.png", 0).parent
    paint(folder / "1.png", 1)
    (tmp_path / "t.csv").write_text("path,price\n0.png,N/A\n1.png,3\n9.png,4\n")
    with Collection.open(tmp_path / "made", ["colour"], create=True) as made:
        index_folder(made, folder, read_attributes(tmp_path / "t.csv"))
    paint(folder / "2.png", 2)
    served = {"made": Collection.open(tmp_path / "made")}
    with running(served, roots=(tmp_path,)) as address, connect(address) as collection:
        report = collection.index()
    assert (report.unmatched_rows, report.images_without_row) == (1, 1)
    assert report.unmatched_row.startswith("line 4: path '9.png'")
    assert report.image_without_row == "2.png"
    assert report.remarks == ["t.csv: price: 1 cell counts as empty (line 2: 'N/A')"]


def test_pictures_come_small_and_as_they_are(server: str, pictures: list[Path]) -> None:
    with connect(server) as collection:
        item = collection.search(pictures[2])[0].item
        assert collection.original(item.id) == Path(item.source).read_bytes()
        with Image.open(BytesIO(collection.thumbnail(item.id, size=48))) as small:
            assert (small.format, max(small.size)) == ("JPEG", 48)
        with pytest.raises(errors.UnknownItem, match="no item 'nobody'"):
            collection.thumbnail("nobody")
        with pytest.raises(errors.InputError, match="16 to 1,024"):
            collection.thumbnail(item.id, size=1)


def test_pixels_of_another_kind_are_refused(server: str) -> None:
    with connect(server) as collection, pytest.raises(errors.QueryError, match=r"must be \(height"):
        collection.search(np.zeros((5, 5, 2), np.uint8))


def test_a_server_that_fetches_nothing_says_so(serve: Serve) -> None:
    address = serve("own", fetches=False)
    said = "downloads no images"
    with connect(address) as collection, pytest.raises(errors.InputError, match=said):
        collection.search("http://127.0.0.1:9/a.jpg")


def test_a_closed_client_asks_nothing(server: str) -> None:
    collection = connect(server)
    collection.close()
    with pytest.raises(errors.ServerError, match="closed; connect again"):
        collection.count()


def test_so_many_files_are_not_moved_at_once(server: str) -> None:
    with connect(server) as collection:
        with pytest.raises(errors.InputError, match="at most 250 files at a time, not 251"):
            collection.quarantine([f"i{number}" for number in range(251)])
        assert not collection.quarantine([f"i{number}" for number in range(250)]).ids
