"""A served collection is brought up to date and resumed by a request."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
from lookalike.indexing.remembered import begin
from lookalike.indexing.report import IndexReport
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from lookalike.tables.attributes import read_attributes
from tests.indexing.conftest import paint
from tests.server.conftest import HOSTS, is_problem
from tests.server.test_route_jobs import ended

pytestmark = pytest.mark.slow(seconds=15)

OWN = "/v1/collections/own"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight pictures that the operator has indexed; nothing is open to requests."""
    for i in range(8):
        paint(tmp_path / "open" / "photos" / f"{i}.png", i)
    return tmp_path / "open" / "photos"


@pytest.fixture
def collection(folder: Path, tmp_path: Path) -> Collection:
    collection = Collection.open(tmp_path / "own", ["colour"], create=True)
    index_folder(collection, folder)
    return collection


def serving(collection: Collection, **settings: Any) -> TestClient:
    return TestClient(build_app({"own": collection}, Settings(hosts=HOSTS, **settings)))


def index(client: TestClient, **asked: Any) -> dict[str, Any]:
    begun = client.post(f"{OWN}/index", json=asked)
    assert begun.status_code == 202, begun.text
    assert (begun.json()["kind"], begun.json()["collection"]) == ("index", "own")
    return ended(client, begun.json()["id"])


def test_its_folders_are_looked_at_again(collection: Collection, folder: Path) -> None:
    paint(folder / "new.png", 99)
    (folder / "0.png").unlink()
    with serving(collection) as client:
        job = index(client)
        assert (job["state"], job["added"], job["removed"]) == ("done", 1, 1)
        assert (job["unchanged"], job["total"], job["done"]) == (7, 8, 8)
        assert client.post(f"{OWN}/index").status_code == 202  # a body need not be sent


def test_what_is_away_is_kept_unless_its_removal_is_allowed(
    collection: Collection, folder: Path
) -> None:
    for i in range(30):
        paint(folder / "below" / f"b{i}.png", 200 + i)
    index_folder(collection, folder)
    shutil.rmtree(folder / "below")
    with serving(collection) as client:
        job = index(client)
        assert (job["state"], job["removed"], job["away"]) == ("done", 0, 30)
        assert client.get(OWN).json()["items"] == 38
        assert index(client, allow_removal=True)["removed"] == 30


def test_several_folders_are_told_as_one(collection: Collection, folder: Path) -> None:
    other = folder.parent / "other"
    for i in range(3):
        paint(other / f"o{i}.png", 50 + i)
    index_folder(collection, other)
    paint(folder / "new.png", 98)
    paint(other / "new.png", 99)
    with serving(collection) as client:
        job = index(client)
        assert (job["added"], job["unchanged"], job["total"], job["done"]) == (2, 11, 13, 13)


def test_one_that_is_away_keeps_no_other_waiting(collection: Collection, folder: Path) -> None:
    other = folder.parent / "other"
    paint(other / "a.png", 50)
    index_folder(collection, other)
    shutil.move(folder, folder.with_name("away"))
    paint(other / "b.png", 51)
    with serving(collection) as client:
        job = index(client)
        assert (job["state"], job["added"], job["away"]) == ("done", 1, 8)
        (said,) = job["unread"]
        assert f"the folder {folder} is missing; its 8 items are kept" in said
        assert job["missing"] == {
            str(folder): f"the folder {folder} is missing; its 8 items are kept"
        }
        about = client.get(OWN).json()
        assert (about["unfinished"], about["missing"]) == (False, [str(folder)])
        assert about["items"] == 10
        shutil.move(folder.with_name("away"), folder)
        assert index(client)["state"] == "done"
        about = client.get(OWN).json()
        assert (about["unfinished"], about["missing"]) == (False, [])


def test_one_without_its_pictures_was_not_interrupted(collection: Collection, folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    with serving(collection) as client:
        assert index(client)["state"] == "failed"
        about = client.get(OWN).json()
        assert (about["unfinished"], about["missing"]) == (False, [str(folder)])


def test_one_whose_table_is_damaged_was_not_interrupted(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("file,price\n0.png,1\n")
    index_folder(collection, folder, read_attributes(table))
    table.write_text('file,price\n"0.png,1\n')
    with serving(collection) as client:
        job = index(client)
        assert (job["state"], job["missing"]) == ("failed", {})
        assert "table.csv" in job["error"]
        assert not client.get(OWN).json()["unfinished"]


def test_a_wrong_path_is_not_remembered(collection: Collection, folder: Path) -> None:
    with serving(collection, roots=(folder.parent,)) as client:
        job = index(client, folder=str(folder.parent / "none"))
        assert job["error"] == f"no folder {folder.parent / 'none'}; check the path"
        about = client.get(OWN).json()
        assert (about["folders"], about["unfinished"]) == ([str(folder)], False)


def test_several_that_are_missing_are_a_line_each_in_the_words_of_the_api(
    collection: Collection, folder: Path
) -> None:
    other = folder.parent / "other"
    paint(other / "a.png", 50)
    index_folder(collection, other)
    for one in (folder, other):
        one.rename(one.with_name(f"{one.name} off"))
    with serving(collection) as client:
        job = index(client)
        assert job["state"] == "failed"
        assert job["error"].splitlines() == job["unread"]
        assert len(job["unread"]) == 2
        assert list(job["missing"]) == [str(folder), str(other)]
        assert f"`moved_from` {other}" in job["unread"][1]
        assert "--" not in job["error"]


# Folders that the operator had indexed, and that were forgotten since.


@pytest.mark.parametrize("text", ["{}", "{}/../photos"])
def test_a_folder_of_the_operator_that_was_forgotten_may_be_indexed_again(
    collection: Collection, folder: Path, tmp_path: Path, text: str
) -> None:
    off = folder.rename(folder.with_name("off"))
    with serving(collection) as client:
        assert index(client, allow_removal=True)["forgotten"] == [str(folder)]
        assert client.get(OWN).json()["folders"] == []
    off.rename(folder)
    with serving(Collection.open(tmp_path / "own")) as client:  # begun anew
        assert index(client, folder=text.format(folder))["returned"] == 8
        assert client.get(OWN).json()["folders"] == [str(folder)]
        asked = {"folder": str(folder.parent)}
        assert is_problem(client.post(f"{OWN}/index", json=asked), 403, "not below a folder")
        paint(folder / "new.png", 99)
        assert index(client)["added"] == 1  # it is the operator's again, not only a request's


def test_a_folder_of_a_request_that_was_forgotten_is_closed_with_its_root(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    other = folder.parent / "other"
    paint(other / "a.png", 50)
    index_folder(collection, other, by_request=True)
    shutil.move(other, tmp_path / "off")
    index_folder(collection, other, allow_removal=True)
    shutil.move(tmp_path / "off", other)
    with serving(collection) as client:
        answer = client.post(f"{OWN}/index", json={"folder": str(other)})
        assert is_problem(answer, 403, "not below a folder")


# Folders that have moved to another disk.


def test_a_copy_is_told_to_be_the_folder_itself(collection: Collection, folder: Path) -> None:
    ids = {item.id for item in collection.items()}
    shutil.copytree(folder, folder.with_name("copy"))
    shutil.rmtree(folder)
    with serving(collection, roots=(folder.parent,)) as client:
        job = index(client, folder="open/copy", moved_from="open/photos")
        assert (job["state"], job["moved"], job["added"]) == ("done", 8, 0)
        assert client.get(OWN).json()["folders"] == [str(folder.with_name("copy"))]
        assert {item.id for item in collection.items()} == ids


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"moved_from": "PHOTOS"}, "name as `folder` where"),
        ({"folder": "PHOTOS", "moved_from": "/etc"}, "/etc was never indexed here"),
        ({"folder": "PHOTOS", "moved_from": "none"}, "no absolute path"),
        ({"folder": "PHOTOS", "moved_from": "PHOTOS"}, "is the same folder"),
        ({"folder": "open/more", "moved_from": "PHOTOS"}, "is still there"),
        ({"folder": "PHOTOS", "moved_from": ""}, "moved_from"),
    ],
)
def test_an_earlier_place_that_cannot_be_begins_no_job(
    collection: Collection, folder: Path, asked: dict[str, str], said: str
) -> None:
    paint(folder.parent / "more" / "m.png", 70)
    named = {name: text.replace("PHOTOS", str(folder)) for name, text in asked.items()}
    with serving(collection, roots=(folder.parent,)) as client:
        assert is_problem(client.post(f"{OWN}/index", json=named), 422, said)
        assert client.get("/v1/jobs").json()["jobs"] == []
        assert client.get(OWN).json()["folders"] == [str(folder)]


def test_one_that_is_gone_for_good_is_forgotten_when_it_may(
    collection: Collection, folder: Path
) -> None:
    other = folder.parent / "other"
    paint(other / "a.png", 50)
    index_folder(collection, other)
    shutil.rmtree(folder)
    with serving(collection) as client:
        assert index(client)["away"] == 8
        job = index(client, allow_removal=True)
        assert (job["state"], job["removed"], job["forgotten"]) == ("done", 8, [str(folder)])
        about = client.get(OWN).json()
        assert (about["folders"], about["items"], about["unfinished"]) == ([str(other)], 1, False)


@pytest.mark.parametrize("is_named", [False, True])
def test_the_only_one_is_missing_and_the_job_says_so_by_class(
    collection: Collection, folder: Path, is_named: bool
) -> None:
    folder.rename(folder.parent / "away")
    asked = {"folder": str(folder)} if is_named else {}
    with serving(collection) as client:
        job = index(client, **asked)
        assert (job["state"], job["error_class"], job["away"]) == ("failed", "InputError", 8)
        assert "is missing; its 8 items are kept" in job["error"]
        job = index(client, allow_removal=True, **asked)
        assert (job["state"], job["error_class"], job["removed"]) == ("done", "", 8)
        assert client.get(OWN).json()["folders"] == []


def test_what_was_cut_short_is_resumed_with_its_table(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("file,price\n" + "".join(f"{i}.png,{i}\n" for i in range(20)))
    begin(collection, [str(folder)], str(table))  # as where it is killed at once
    paint(folder / "15.png", 15)
    with serving(collection) as client:
        assert client.get(OWN).json()["unfinished"]
        assert index(client)["added"] == 1
        assert not client.get(OWN).json()["unfinished"]
        found = client.get(f"{OWN}/images?where=price > 14").json()["items"]
        assert [item["attributes"]["name"] for item in found] == ["15.png"]


def test_what_is_set_after_the_request_is_newer_than_a_changed_cell(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    """While the job waits for another one, before it has read the table."""
    table = tmp_path / "table.csv"
    table.write_text("file,price\n0.png,1\n1.png,1\n")
    index_folder(collection, folder, read_attributes(table))
    table.write_text("file,price\n0.png,2\n1.png,2\n")
    ids = {str(item.attributes["name"]): item.id for item in collection.items()}
    with serving(collection) as client:
        jobs, gate = client.app.state.service.jobs, threading.Event()  # type: ignore[attr-defined]
        jobs.start("index", "other", lambda tell, stop: _waited(gate))
        job = client.post(f"{OWN}/index").json()
        body = {"attributes": {"price": 3}}
        assert client.patch(f"{OWN}/images/{ids['0.png']}", json=body).status_code == 200
        gate.set()
        assert ended(client, job["id"])["state"] == "done"
        assert collection.get(ids["0.png"]).attributes["price"] == 3
        assert collection.get(ids["1.png"]).attributes["price"] == 2
        assert index(client)["updated"] == 0
        assert collection.get(ids["0.png"]).attributes["price"] == 3
        table.write_text("file,price\n0.png,4\n1.png,2\n")
        assert index(client)["updated"] == 1  # later news of the table counts again
        assert collection.get(ids["0.png"]).attributes["price"] == 4


def test_a_job_that_was_cancelled_before_it_began_is_not_told_of_changes_any_more(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("file,price\n0.png,1\n")
    index_folder(collection, folder, read_attributes(table))
    table.write_text("file,price\n0.png,2\n")
    (item,) = collection.items("name = '0.png'")
    with serving(collection) as client:
        jobs, gate = client.app.state.service.jobs, threading.Event()  # type: ignore[attr-defined]
        before = jobs.start("index", "other", lambda tell, stop: _waited(gate))
        job = client.post(f"{OWN}/index").json()
        client.delete(f"/v1/jobs/{job['id']}")
        collection.set_attributes(item.id, {"price": 3})
        gate.set()
        ended(client, before.id)
        assert index(client)["updated"] == 1
        assert collection.get(item.id).attributes["price"] == 2


def test_a_table_that_has_gone_is_told_and_does_without(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    begin(collection, [str(folder)], str(tmp_path / "none.csv"))
    with serving(collection) as client:
        job = index(client)
    assert job["state"] == "done"
    assert "none.csv is missing" in job["notes"][0]


def test_a_cancelled_run_is_resumed(collection: Collection) -> None:
    with serving(collection) as client:
        jobs, gate = client.app.state.service.jobs, threading.Event()  # type: ignore[attr-defined]
        before = jobs.start("index", "other", lambda tell, stop: _waited(gate))
        job = client.post(f"{OWN}/index").json()
        assert client.delete(f"/v1/jobs/{job['id']}").json()["state"] == "cancelled"
        gate.set()
        assert ended(client, before.id)["state"] == "done"
        assert client.get(OWN).json()["unfinished"]
        assert index(client)["state"] == "done"
        assert not client.get(OWN).json()["unfinished"]


def test_a_second_run_is_told_of_the_first(collection: Collection) -> None:
    with serving(collection) as client:
        jobs, gate = client.app.state.service.jobs, threading.Event()  # type: ignore[attr-defined]
        first = jobs.start("index", "own", lambda tell, stop: _waited(gate))
        for path in (f"{OWN}/index", f"{OWN}/failures/retry"):
            second = client.post(path)
            assert is_problem(second, 409, f"job {first.id}", "CollectionInUse")
            assert second.json()["job"]["id"] == first.id
        gate.set()
        ended(client, first.id)
        assert not client.get(OWN).json()["unfinished"]


def _waited(gate: threading.Event) -> IndexReport:
    assert gate.wait(60)
    return IndexReport()


def test_a_folder_is_named_as_one_is_for_a_new_collection(
    collection: Collection, folder: Path
) -> None:
    paint(folder.parent / "more" / "m.png", 70)
    with serving(collection, roots=(folder.parent,)) as client:
        assert index(client, folder="open/more")["added"] == 1
        assert client.get(OWN).json()["folders"] == [str(folder), str(folder.parent / "more")]
        assert index(client, folder=str(folder))["unchanged"] == 8


ROUNDABOUT = ["{}/", "{}/.", "/{}", "{}//", "{}/../photos", "{}/./../photos/", "{}/none/.."]


@pytest.mark.parametrize("text", ROUNDABOUT)
@pytest.mark.parametrize("is_open", [False, True])
def test_one_folder_may_be_written_in_several_ways_and_is_remembered_as_one(
    collection: Collection, folder: Path, text: str, is_open: bool
) -> None:
    roots = (folder.parent,) if is_open else ()
    with serving(collection, roots=roots) as client:
        assert index(client, folder=text.format(folder))["unchanged"] == 8
        assert client.get(OWN).json()["folders"] == [str(folder)]


@pytest.mark.parametrize(
    "text", ["open/more/..", "open/more/../more/", "{}/more//", "{}/x/../more"]
)
def test_a_new_folder_is_remembered_without_detours(
    collection: Collection, folder: Path, text: str
) -> None:
    paint(folder.parent / "more" / "m.png", 70)
    with serving(collection, roots=(folder.parent,)) as client:
        index(client, folder=text.format(folder.parent))
        new = client.get(OWN).json()["folders"][1]
        assert new == str(folder.parent / "more" if text[-7:] != "more/.." else folder.parent)


def test_a_folder_is_known_behind_a_link(collection: Collection, folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    with serving(collection, roots=(folder.parent,)) as client:
        assert index(client, folder="open/link")["unchanged"] == 8
        assert client.get(OWN).json()["folders"] == [str(folder)]


@pytest.mark.parametrize(
    ("named", "status", "said"),
    [
        ("/etc", 403, "not below a folder"),
        ("PHOTOS/..", 403, "not below a folder"),
        ("PHOTOS/below", 403, "not below a folder"),
        ("PHOTOS/../photos/below", 403, "not below a folder"),
        ("PHOTOS/../../own", 403, "not below a folder"),
        ("./photos", 403, "not below a folder"),
        ("photos", 403, "not below a folder"),
        ("/\0", 403, "not below a folder"),
        ("", 422, "folder"),
    ],
)
def test_a_folder_that_is_not_open_is_refused(
    collection: Collection, folder: Path, named: str, status: int, said: str
) -> None:
    asked = {"folder": named.replace("PHOTOS", str(folder))}
    with serving(collection) as client:
        assert is_problem(client.post(f"{OWN}/index", json=asked), status, said)
        assert client.get("/v1/jobs").json()["jobs"] == []
        assert not client.get(OWN).json()["unfinished"]


def test_what_a_request_named_below_a_root_is_closed_with_the_root(
    collection: Collection, folder: Path
) -> None:
    other = folder.parent / "other"
    paint(other / "a.png", 50)
    index_folder(collection, other, by_request=True)
    with serving(collection) as client:
        job = index(client)
        assert (job["state"], job["total"]) == ("done", 8)
        assert job["notes"] == [f"{other} was skipped: it is no longer below a folder of --root"]
        answer = client.post(f"{OWN}/index", json={"folder": str(other)})
        assert is_problem(answer, 403, "not below a folder")


def test_where_nothing_was_indexed_a_folder_must_be_named(tmp_path: Path) -> None:
    with serving(Collection.open(tmp_path / "empty", ["colour"], create=True)) as client:
        assert is_problem(client.post(f"{OWN}/index"), 422, "name one as `folder`", "InputError")
        assert is_problem(client.post("/v1/collections/none/index"), 404, "no collection")


def test_a_folder_that_is_away_is_counted_kept_and_removed_when_it_may(
    collection: Collection, folder: Path
) -> None:
    for i in range(3):
        paint(folder / "disk" / f"{i}.png", 20 + i)
    index_folder(collection, folder)
    (folder / "disk").rename(folder.parent.parent / "off")
    with serving(collection) as client:
        job = index(client)
        assert (job["state"], job["removed"], job["away"]) == ("done", 0, 3)
        assert job["away_example"] == str(folder / "disk" / "0.png")
        assert client.get(OWN).json()["away"] == 3
        job = index(client, allow_removal=True)
        assert (job["removed"], job["away"], job["done"]) == (3, 0, 8)
        assert client.get(OWN).json()["away"] == 0


def test_examples_of_what_is_away_in_several_folders_are_not_run_together(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    for start, name in ((30, "a"), (40, "b")):
        paint(tmp_path / "more" / name / "x.png", start)
        for i in (1, 2):
            paint(tmp_path / "more" / name / "disk" / f"{i}.png", start + i)
        index_folder(collection, tmp_path / "more" / name)
        shutil.rmtree(tmp_path / "more" / name / "disk")
    with serving(collection) as client:
        job = index(client)
    assert (job["away"], job["unchanged"]) == (4, 10)
    assert job["away_example"] == str(tmp_path / "more" / "a" / "disk" / "1.png")
