"""An evaluation says what was measured, on what, and how sure it is."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import skew

from lookalike.collection import Collection
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.datasets.labelled import read_labelled
from lookalike.errors import InputError, LookalikeError
from lookalike.evaluation.collected import evaluate_collection, labelled_vectors
from lookalike.evaluation.evaluate import evaluate
from lookalike.evaluation.evaluate_files import evaluate_files
from lookalike.evaluation.evaluate_vectors import evaluate_vectors
from lookalike.evaluation.protocol import TRAINING, EvaluationSettings
from lookalike.evaluation.save import metrics_object, save_report
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.indexing.folder import index_folder
from lookalike.search.query import Query
from tests.evaluation.test_trained_on import network

NAMES = [
    *("hit@1", "hit@5", "precision@1", "precision@5", "precision@10", "recall@5"),
    *("map", "map@r", "r_precision", "ndcg@10", "triplet_success"),
]


def test_files_are_judged_as_their_vectors_are(shop: Path, mean_colour) -> None:
    train, test = read_labelled(shop / "train"), read_labelled(shop / "test")
    report = evaluate_files(mean_colour, train, test)
    assert (report.metrics["precision@5"].mean, report.protocol.queries) == (1.0, 9)


def test_metrics_have_the_fields_names_and_their_intervals(scatter) -> None:
    report = evaluate_vectors(scatter(80, 1), scatter(30, 2))
    assert list(report.metrics) == NAMES
    assert all(e.low <= e.mean <= e.high for e in report.metrics.values())


def test_an_unreadable_image_is_named_and_the_others_are_judged(shop: Path, mean_colour) -> None:
    (shop / "test" / "red" / "6.jpg").write_bytes(b"\xff\xd8 no picture")
    report = evaluate_files(
        mean_colour, read_labelled(shop / "train"), read_labelled(shop / "test")
    )
    assert [Path(source).name for source in report.failures] == ["6.jpg"]
    assert (report.protocol.queries, report.protocol.excluded["unreadable"]) == (8, 1)


def test_rows_without_the_label_are_no_class_and_are_told(shop: Path, mean_colour) -> None:
    files = sorted((shop / "train").rglob("*.jpg"))
    kinds = ["" if number % 3 == 0 else path.parent.name for number, path in enumerate(files)]
    rows = [f"{p},{n},{k}" for n, (p, k) in enumerate(zip(files, kinds, strict=True))]
    (shop / "t.csv").write_text("\n".join(["path,id,kind", *rows]))
    report = evaluate(mean_colour, shop / "t.csv", label="kind")
    assert (report.protocol.classes, report.protocol.gallery) == (3, 12)
    assert report.protocol.excluded["unlabelled"] == 6
    told = f"t.csv: 6 rows have no 'kind', and are left out (line 2: {files[0]} first)"
    assert metrics_object(report)["remarks"] == [told]
    read = evaluate(mean_colour, read_labelled(shop / "t.csv"), label="kind")
    assert read.metrics == report.metrics


def test_labels_that_no_two_images_share_are_named_before_anything_is_encoded(
    shop: Path,
) -> None:
    def encode(images: object) -> None:
        raise AssertionError("encoded for nothing")

    files = sorted((shop / "train").rglob("*.jpg"))
    rows = [f"{path},p{n:02},{path.parent.name}" for n, path in enumerate(files)]
    (shop / "t.csv").write_text("\n".join(["path,id,kind", *rows]))
    encoder = SimpleNamespace(name="none", dim=3, encode=encode)
    with pytest.raises(InputError) as caught:
        evaluate(encoder, shop / "t.csv")
    assert str(caught.value) == (
        "no query has a relevant image: 'id' has 18 different labels (such as 'p00') in 18 images, "
        "no two of which share one; use --label to name a column in which several images share a "
        "label (kind)"
    )


def test_queries_of_other_labels_than_the_gallery_are_named(scatter) -> None:
    gallery, asked = scatter(20, 1), scatter(5, 2)
    asked = replace(asked, labels=np.array([f"other {n % 2}" for n in range(5)]))
    with pytest.raises(
        InputError, match=r"'kind' has 2 different labels .*'other 0'.* of the gall"
    ):
        evaluate_vectors(gallery, asked, EvaluationSettings("kind"))


def test_progress_reaches_the_number_of_all_images(shop: Path, mean_colour) -> None:
    told: list[tuple[int, int]] = []
    sides = read_labelled(shop / "train"), read_labelled(shop / "test")
    evaluate_files(mean_colour, *sides, on_progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (27, 27)


def test_leave_one_out_takes_each_image_as_a_query(scatter) -> None:
    protocol = evaluate_vectors(scatter(60, 1)).protocol
    assert (protocol.leave_one_out, protocol.queries, protocol.gallery) == (True, 60, 60)


def test_a_query_with_nothing_to_find_is_counted(scatter) -> None:
    queries = scatter(30, 2)
    labels = np.where(np.arange(30) < 4, "other", queries.labels)
    asked = LabelledVectors(queries.vectors, labels, queries.sources)
    protocol = evaluate_vectors(scatter(80, 1), asked).protocol
    assert (protocol.queries, protocol.excluded["nothing relevant"]) == (26, 4)


@pytest.mark.parametrize(
    ("trained", "name"),
    [
        (None, "unknown"),
        (("hat",), "class-disjoint"),
        (tuple(f"class {i}" for i in range(6)), "seen-class"),
        (("class 0", "class 1"), "mixed"),
    ],
)
def test_the_protocol_says_which_classes_were_trained_on(scatter, trained, name: str) -> None:
    report = evaluate_vectors(scatter(80, 1), None, EvaluationSettings(trained_on=trained))
    assert report.protocol.classes_trained == name


@pytest.mark.parametrize(
    ("classes", "left", "name"),
    [("seen", {"class 0", "class 1"}, "seen-class"), ("unseen", None, "class-disjoint")],
)
def test_only_seen_or_unseen_classes_can_be_kept(scatter, classes, left, name: str) -> None:
    settings = EvaluationSettings(trained_on=("class 0", "class 1"), classes=classes)
    report = evaluate_vectors(scatter(80, 1), scatter(40, 2), settings)
    left = left or {f"class {i}" for i in range(2, 6)}
    assert {*report.gallery.labels, *report.queries.labels} == left
    assert report.protocol.classes_trained == name


def test_unseen_classes_of_an_unknown_training_are_refused() -> None:
    with pytest.raises(InputError, match="not known"):
        EvaluationSettings(classes="unseen")


def test_a_planted_copy_is_reported_and_still_counts(shop: Path, mean_colour) -> None:
    planted = shop / "test" / "red" / "copy.jpg"
    planted.write_bytes((shop / "train" / "red" / "2.jpg").read_bytes())
    report = evaluate_files(
        mean_colour, read_labelled(shop / "train"), read_labelled(shop / "test")
    )
    assert [(p.kind, Path(p.sources[1]).name) for p in report.duplicates] == [("exact", "2.jpg")]
    assert report.protocol.queries == 10


def test_a_planted_copy_can_be_left_out(shop: Path, mean_colour) -> None:
    planted = shop / "test" / "red" / "copy.jpg"
    planted.write_bytes((shop / "train" / "red" / "2.jpg").read_bytes())
    sides = read_labelled(shop / "train"), read_labelled(shop / "test")
    report = evaluate_files(mean_colour, *sides, EvaluationSettings(exclude_duplicates=True))
    assert str(planted) not in report.queries.sources
    assert (report.protocol.excluded["duplicate"], len(report.duplicates)) == (1, 1)


def test_leave_one_out_without_copies_keeps_one_of_each(shop: Path, mean_colour) -> None:
    planted = shop / "train" / "red" / "copy.jpg"
    planted.write_bytes((shop / "train" / "red" / "2.jpg").read_bytes())
    settings = EvaluationSettings(exclude_duplicates=True)
    report = evaluate_files(mean_colour, read_labelled(shop / "train"), None, settings)
    assert (report.protocol.gallery, report.protocol.excluded["duplicate"]) == (18, 1)


def test_skewness_of_the_occurrences_equals_scipys(scatter) -> None:
    report = evaluate_vectors(scatter(80, 1), scatter(50, 2))
    occurrences = np.zeros(80)
    for row in report.nearest:
        for item in row:
            occurrences[item] += 1
    assert report.hubness.occurrences.tolist() == occurrences.tolist()
    assert report.hubness.skewness == pytest.approx(skew(occurrences))


def test_confusion_counts_the_first_five_neighbours(scatter) -> None:
    report = evaluate_vectors(scatter(80, 1), scatter(50, 2))
    found, labels = report.confusion, report.confusion.labels
    for row, label in enumerate(labels):
        mine = report.nearest[report.queries.labels == label, :5].ravel()
        shares = [np.mean(report.gallery.labels[mine] == other) for other in labels]
        assert found.shares[row] == pytest.approx(shares)


def test_a_classs_precision_is_its_share_of_right_neighbours(scatter) -> None:
    report = evaluate_vectors(scatter(80, 1), scatter(50, 2))
    diagonal = dict(zip(report.confusion.labels, report.confusion.shares.diagonal(), strict=True))
    means = {found.label: found.metrics["precision@5"].mean for found in report.classes}
    assert means == pytest.approx({label: diagonal[label] for label in means})


def test_pairs_of_the_same_label_lie_closer(scatter) -> None:
    found = evaluate_vectors(scatter(80, 1, spread=0.3)).distances
    middles = (found.edges[1:] + found.edges[:-1]) / 2
    assert found.same @ middles < found.different @ middles


def test_the_galleries_of_two_evaluations_can_be_told_apart(scatter) -> None:
    one, other, shuffled = scatter(80, 1), scatter(81, 1), scatter(80, 1).at(np.arange(80)[::-1])
    prints = [evaluate_vectors(side).protocol.fingerprint for side in (one, other, shuffled)]
    assert prints[0] == prints[2] != prints[1]


def test_the_folder_has_metrics_queries_and_a_page(scatter, tmp_path: Path) -> None:
    report = evaluate_vectors(scatter(80, 1), scatter(30, 2), encoder="a")
    save_report(report, tmp_path / "run", {"training": {"minutes": 10}})
    written = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert written == {
        **json.loads(json.dumps(metrics_object(report))),
        "training": {"minutes": 10},
    }
    assert {p.name for p in (tmp_path / "run").iterdir()} == {
        "metrics.json",
        "queries.npz",
        "report.html",
    }


def test_metrics_json_says_its_protocol(scatter) -> None:
    found = metrics_object(evaluate_vectors(scatter(80, 1), scatter(30, 2)))
    known = found["protocol"]
    assert (known["gallery"], known["queries"], known["relevance"]) == (80, 30, "same label")
    assert set(NAMES) == set(found["intervals"])


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Thirty-two drawn things, with the folder as their label."""
    folder = tmp_path_factory.mktemp("drawn")
    draw_catalogue(folder / "things", count=32, size=64)
    with Collection.open(folder / "collection", create=True) as opened:
        index_folder(opened, folder / "things")
        yield opened


def test_a_collections_vectors_multiply_to_its_scores(collection: Collection) -> None:
    found = labelled_vectors(collection, "folder")[0]
    item = next(iter(collection.items()))
    row = found.sources.index(item.source)
    weights = np.zeros(found.vectors.shape[1], np.float32)
    for part, place in collection.parts.items():
        weights[place] = collection.weights[part]
    products = (found.vectors * weights) @ found.vectors[row]
    scores = dict(zip(found.sources, products, strict=True))
    hits = collection.search(Query(f"id:{item.id}", limit=5))
    assert {hit.item.source: hit.score for hit in hits} == pytest.approx(
        {hit.item.source: scores[hit.item.source] for hit in hits}, abs=1e-3
    )


def test_a_collection_is_judged_by_an_attribute(collection: Collection) -> None:
    report = evaluate_collection(collection, "folder")
    assert (report.protocol.gallery, report.protocol.relevance) == (32, "same folder")


def test_items_without_the_label_are_counted(collection: Collection) -> None:
    records = list(collection.store.scan())[:3]
    kinds = ["hat", "hat", "shoe"]
    given = [
        replace(r.item, attributes={**r.item.attributes, "kind": k})
        for r, k in zip(records, kinds, strict=True)
    ]
    collection.store.describe(
        [replace(r, item=item) for r, item in zip(records, given, strict=True)]
    )
    report = evaluate_collection(collection, "kind")
    assert report.protocol.excluded == {"nothing relevant": 1, "duplicate": 0, "unlabelled": 29}
    (remark,) = report.remarks
    assert remark.startswith("29 items have no 'kind', and are left out (such as /")


def test_an_attribute_that_nothing_has_is_refused(collection: Collection) -> None:
    with pytest.raises(InputError, match="no item has the attribute 'colur'"):
        evaluate_collection(collection, "colur")


def test_an_attribute_of_several_values_is_no_label(collection: Collection) -> None:
    with pytest.raises(InputError, match="several values"):
        evaluate_collection(collection, "colours")


def test_an_encoder_is_evaluated_by_its_name_and_the_images_by_their_folders(
    shop: Path, tmp_path: Path
) -> None:
    report = evaluate("colour", shop / "train", str(shop / "test"))
    assert (report.encoder, report.protocol.gallery, report.protocol.queries) == ("colour", 18, 9)
    written = json.loads((save_report(report, tmp_path / "out")[0]).read_text(encoding="utf-8"))
    assert written["precision@5"] == report.metrics["precision@5"].mean


def test_a_network_is_named_by_its_folder_and_knows_its_classes(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    network(tmp_path / "run" / "model.onnx", {TRAINING: '{"classes": ["red", "blue"]}'})
    report = evaluate(tmp_path / "run", shop / "train", shop / "test")
    assert (report.encoder, report.protocol.classes_trained) == (str(tmp_path / "run"), "mixed")


def test_an_open_collection_is_evaluated_among_itself(collection: Collection) -> None:
    report = evaluate(collection, label="folder", where="width > 0")
    assert report.metrics == evaluate_collection(collection, "folder").metrics


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"subject": "shape"}, "name the images"),
        ({"subject": "shape", "gallery": "x", "where": "a = 1"}, "only with a collection"),
        ({"subject": "nope", "gallery": "x"}, "no encoder 'nope'"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: dict[str, str], says: str) -> None:
    with pytest.raises(LookalikeError, match=says):
        evaluate(**arguments)


def test_a_collection_wants_a_label_and_no_gallery(collection: Collection, shop: Path) -> None:
    with pytest.raises(InputError, match="name the attribute that is the label"):
        evaluate(collection)
    with pytest.raises(InputError, match="has its own images"):
        evaluate(collection, shop / "train", label="folder")
