"""What is there twice, over HTTP: found by a job, in pages, decided about, moved away and back."""

import shutil
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from PIL import ImageOps
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.duplicates.result import Duplicates
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
from lookalike.server.app import build_app
from lookalike.server.keys import Keys
from lookalike.server.settings import Settings
from tests.scenes import saved, scene
from tests.server.conftest import HOSTS, SHOP, file, is_problem, job_over

pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")
pytestmark = pytest.mark.slow(seconds=15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures; of 0 two equal files, of 1 a smaller one, of 2 one mirrored."""
    place = tmp_path / "photos"
    place.mkdir()
    for seed in range(4):
        saved(scene(seed), place / f"{seed}.jpg")
    for name in ("0 a.jpg", "0 b.jpg"):
        shutil.copy(place / "0.jpg", place / name)
    saved(scene(1).resize((160, 120)), place / "1 small.webp", 80)
    saved(ImageOps.mirror(scene(2)), place / "2 mirrored.jpg")
    return place


@pytest.fixture
def shop(folder: Path, tmp_path: Path) -> Collection:
    made = Collection.open(tmp_path / "shop", CLASSICAL, create=True)
    index_folder(made, folder)
    return made


def served(shop: Collection, **settings: Any) -> TestClient:
    return TestClient(build_app({"shop": shop}, Settings(**{"hosts": HOSTS} | settings)))


def looked(client: TestClient, **asked: Any) -> Any:
    """Look for duplicates, and return the job once it is over."""
    return job_over(client, "duplicates", asked)


def groups(client: TestClient, **asked: Any) -> list[Any]:
    found: list[Any] = client.get(f"{SHOP}/duplicates", params=asked).json()["groups"]
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_groups_are_found_by_a_job_and_read_in_pages(shop: Collection) -> None:
    with served(shop) as client:
        before = client.get(f"{SHOP}/duplicates").json()
        assert (before["job"], before["groups"], before["total"]) == (None, [], 0)
        job = looked(client)
        assert (job["kind"], job["state"], job["collection"]) == ("duplicates", "done", "shop")
        assert job["step"]
        assert job["done"] == job["total"]
        first = client.get(f"{SHOP}/duplicates", params={"limit": 2}).json()
        assert (first["job"], first["items"], first["total"]) == (job["id"], 8, 3)
        assert first["tiers"] == {"identical": 1, "reencoded": 1, "edited": 1}
        assert [group["tier"] for group in first["groups"]] == ["identical", "reencoded"]
        assert first["next_offset"] == 2
        rest = client.get(f"{SHOP}/duplicates", params={"offset": 2, "job": job["id"]}).json()
        assert [group["number"] for group in rest["groups"]] == [2]
        assert rest["next_offset"] is None
        group = first["groups"][1]
        assert [Path(m["source"]).name for m in group["members"]] == ["1.jpg", "1 small.webp"]
        assert group["best"] == group["members"][0]["id"]
        assert group["members"][0]["attributes"]["width"] == 320
        assert group["freed"] == group["members"][1]["size"]
        assert (group["why"], group["why_best"]) == ("the same picture, saved again", "most pixels")
        edited = client.get(f"{SHOP}/duplicates", params={"tiers": "edited"}).json()
        assert (edited["total"], [g["tier"] for g in edited["groups"]]) == (1, ["edited"])
        wrong = client.get(f"{SHOP}/duplicates", params={"job": "other"})
        assert is_problem(wrong, 404, "is not the last search")


def test_what_was_found_is_there_after_a_restart(
    shop: Collection, folder: Path, tmp_path: Path
) -> None:
    with served(shop) as client:
        looked(client, where="width > 10")
        before = client.get(f"{SHOP}/duplicates").json()
    assert (before["total"], before["added"], before["removed"]) == (3, 0, 0)
    address = str(tmp_path / "shop")
    with Collection.open(address) as again, served(again) as client:
        assert client.get(f"{SHOP}/duplicates").json() == before
        found = client.get(f"{SHOP}/duplicates", params={"job": before["job"]})
        assert found.json() == before
        saved(scene(9), folder / "9.jpg")
        saved(scene(8), folder / "3.jpg")
        (folder / "0 a.jpg").unlink()
        index_folder(again, folder)
        now = client.get(f"{SHOP}/duplicates").json()
        assert (now["added"], now["removed"], now["total"]) == (2, 2, 3)
        assert len(now["groups"][0]["members"]) == 2
        looked(client)
        now = client.get(f"{SHOP}/duplicates").json()
        assert (now["added"], now["removed"], now["items"]) == (0, 0, 8)
    with Collection.open(address) as again, served(again) as client:
        assert client.get(f"{SHOP}/duplicates").json()["job"] == now["job"]


def test_only_what_is_asked_for_is_looked_for(shop: Collection) -> None:
    with served(shop) as client:
        looked(client, tiers=["edited"], where="format = 'jpeg'")
        (group,) = groups(client)
        assert group["tier"] == "edited"
        assert is_problem(client.post(f"{SHOP}/duplicates", json={"tiers": ["same"]}), 422)
        assert is_problem(client.post(f"{SHOP}/duplicates", json={"tiers": []}), 422)
        bad = client.post(f"{SHOP}/duplicates", json={"where": "price <"})
        assert is_problem(bad, 422, "of the condition", "FilterError")
        assert [job["state"] for job in client.get("/v1/jobs").json()["jobs"]] == ["done"]


def test_it_is_looked_for_once_at_a_time(shop: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(where: object, tiers: object, on_step: Any, should_stop: Any) -> Duplicates:
        while not should_stop():
            sleep(0.01)
        return Duplicates((), 0, interrupted=True)

    monkeypatch.setattr(shop, "find_duplicates", look)
    with served(shop) as client:
        job = client.post(f"{SHOP}/duplicates").json()
        again = client.post(f"{SHOP}/duplicates")
        assert is_problem(again, 409, "is being looked through for duplicates", "CollectionInUse")
        assert again.json()["job"]["id"] == job["id"]
        assert is_problem(client.post(f"{SHOP}/index"), 409, "looked through")
        client.delete(f"/v1/jobs/{job['id']}")
        while (state := client.get(f"/v1/jobs/{job['id']}").json()["state"]) == "running":
            sleep(0.01)
        assert state == "cancelled"
        assert client.get(f"{SHOP}/duplicates").json()["job"] is None
        assert is_problem(client.get(f"{SHOP}/duplicates", params={"job": job["id"]}), 404)


def test_what_was_settled_is_no_longer_listed(shop: Collection) -> None:
    with served(shop) as client:
        looked(client)
        three, small, mirrored = groups(client)
        ids = [member["id"] for member in small["members"]]
        assert client.post(f"{SHOP}/duplicates/distinct", json={"ids": ids}).json() == {"pairs": 1}
        assert [group["number"] for group in groups(client)] == [0, 2]
        client.post(f"{SHOP}/duplicates/not-distinct", json={"ids": ids})
        assert [group["number"] for group in groups(client)] == [0, 1, 2]
        one, *others = (member["id"] for member in three["members"])
        for other in others:
            client.post(f"{SHOP}/duplicates/distinct", json={"ids": [one, other]})
        (left, *_) = groups(client)
        assert [member["id"] for member in left["members"]] == others
        assert left["freed"] == left["members"][1]["size"]
        client.delete(f"{SHOP}/images/{others[0]}")
        assert [group["number"] for group in groups(client)] == [1, 2]
        assert groups(client, offset=1, limit=1)[0]["members"] == small["members"]
        assert mirrored == groups(client)[1]


def test_files_are_moved_beside_the_collection_and_back(
    shop: Collection, folder: Path, tmp_path: Path
) -> None:
    before = names(folder)
    with served(shop) as client:
        looked(client)
        group = groups(client)[1]
        ids = [member["id"] for member in group["members"][1:]]
        moved = client.post(f"{SHOP}/quarantine", json={"ids": ids}).json()
        assert moved["moved"] == ids
        assert moved["failed"] == []
        assert Path(moved["manifest"]).parent == tmp_path / "shop quarantine" / moved["action"]
        assert names(folder) == [name for name in before if name != "1 small.webp"]
        assert [g["number"] for g in groups(client)] == [0, 2]
        listed = client.get(f"{SHOP}/quarantine").json()["actions"]
        assert listed == [{"name": moved["action"], "files": 1}]
        back = client.post(f"{SHOP}/quarantine/undo", json={"action": moved["action"]}).json()
        assert back["moved"] == ids
        assert names(folder) == before
        assert groups(client)[1] == group
        assert client.get(f"{SHOP}/quarantine").json()["actions"] == []


def test_the_operator_chooses_the_quarantine(shop: Collection, tmp_path: Path) -> None:
    with served(shop, quarantine=tmp_path / "q") as client:
        item = client.get(f"{SHOP}/images").json()["items"][0]
        client.post(f"{SHOP}/quarantine", json={"ids": [item["id"]]})
        assert len(list((tmp_path / "q" / "shop").iterdir())) == 1
        assert not (tmp_path / "shop quarantine").exists()


def test_a_request_names_no_folder_of_the_server(
    shop: Collection, folder: Path, tmp_path: Path
) -> None:
    with served(shop) as client:
        ids = [client.get(f"{SHOP}/images").json()["items"][0]["id"]]
        body = {"ids": ids, "folder": str(tmp_path / "elsewhere")}
        assert is_problem(client.post(f"{SHOP}/quarantine", json=body), 422)
        moved = client.post(f"{SHOP}/quarantine", json={"ids": ids}).json()
        outside = tmp_path / "elsewhere" / "1"
        shutil.copytree(Path(moved["manifest"]).parent, outside)
        for action in (str(outside), f"../../elsewhere/{outside.name}", "..", "."):
            answer = client.post(f"{SHOP}/quarantine/undo", json={"action": action})
            assert is_problem(answer, 422, "nothing was moved as", "InputError")
        assert len(names(folder)) == 7


def test_a_server_moves_no_files_unless_it_may(shop: Collection, folder: Path) -> None:
    before = names(folder)
    with served(shop, moves_files=False) as client:
        assert client.get("/v1/settings").json()["moves_files"] is False
        ids = [client.get(f"{SHOP}/images").json()["items"][0]["id"]]
        for answer in (
            client.post(f"{SHOP}/quarantine", json={"ids": ids}),
            client.get(f"{SHOP}/quarantine"),
            client.post(f"{SHOP}/quarantine/undo", json={"action": "x"}),
        ):
            assert is_problem(answer, 403, "lookalike serve --quarantine FOLDER")
        assert names(folder) == before
        assert looked(client)["state"] == "done"  # looking is no harm


def test_a_key_is_asked_for(shop: Collection, keys: Keys, secret: str) -> None:
    with served(shop, keys=keys) as client:
        for path in ("duplicates", "duplicates/distinct", "quarantine", "quarantine/undo"):
            assert is_problem(client.post(f"{SHOP}/{path}"), 401)
        answer = client.get(f"{SHOP}/quarantine", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200


def test_a_picture_is_answered_with_what_is_there(shop: Collection, folder: Path) -> None:
    path, data = f"{SHOP}/duplicates/of", (folder / "3.jpg").read_bytes()
    with served(shop, fetches=False) as client:
        (copy,) = client.post(path, files=[file(folder / "3.jpg")]).json()["copies"]
        assert Path(copy["item"]["source"]).name == "3.jpg"
        assert (copy["tier"], copy["confidence"], copy["new"]) == ("identical", 1.0, None)
        assert copy["said"] == "it has the same bytes as 3.jpg"
        upload = client.post("/v1/uploads", files=[file(folder / "3.jpg")]).json()["id"]
        assert client.post(path, json={"image": upload}).json()["copies"] == [copy]
        assert client.post(path, json={"image": f"id:{copy['item']['id']}"}).json()["copies"] == []
        for image in (str(folder / "3.jpg"), "/etc/hosts"):
            assert is_problem(client.post(path, json={"image": image}), 422, "is not an item")
        assert is_problem(client.post(path, json={"image": "colour:red"}), 422, "is no picture")
        assert is_problem(client.post(path, files=[file(folder / "3.jpg")] * 2), 422, "one file")
        assert data == (folder / "3.jpg").read_bytes()


def test_put_images_are_answered_with_what_is_there(shop: Collection, folder: Path) -> None:
    new = saved(scene(60), folder.parent / "new.jpg")
    small = saved(scene(3).resize((200, 150)), folder.parent / "small.jpg", 70)
    files = [file(new), file(small), ("image", ("bad.jpg", b"no image", "image/jpeg"))]
    with served(shop) as client:
        put = client.post(f"{SHOP}/images", params={"check_duplicates": True}, files=files).json()
        assert len(put["items"]) == 2
        assert len(put["refused"]) == 1
        (copy,) = put["copies"]
        assert copy["new"] == put["items"][1]
        assert copy["tier"] == "reencoded"
        assert Path(copy["item"]["source"]).name == "3.jpg"
        assert client.post(f"{SHOP}/images", files=files[1:2]).json()["copies"] == []


def test_a_job_lists_what_was_there(shop: Collection, folder: Path) -> None:
    for number in range(25):
        shutil.copy(folder / "3.jpg", folder / f"3 again {number}.jpg")
    with served(shop) as client:
        job = client.post(f"{SHOP}/index", json={"check_duplicates": True}).json()
        while (job := client.get(f"/v1/jobs/{job['id']}").json())["state"] in (
            "waiting",
            "running",
        ):
            sleep(0.05)
        assert (job["state"], job["copied"], len(job["copies"])) == ("done", 25, 20)
        assert job["copies"][0]["said"].endswith(" has the same bytes as 3.jpg")
        path = f"/v1/jobs/{job['id']}/copies"
        page = client.get(path, params={"limit": 10, "offset": 20}).json()
        assert (len(page["copies"]), page["count"]) == (5, 25)
        assert client.get(path).json()["copies"][:20] == job["copies"]
