"""An encoder in scikit-learn: in pipelines and searches, cloned, pickled, and with any images."""

import importlib
import pickle
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from PIL import Image
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils import estimator_checks

from lookalike.encoders.catalogue import load_encoder
from lookalike.encoders.transformer import EncoderTransformer
from lookalike.errors import (
    EncoderError,
    EncodersDiffer,
    ImageUnreachable,
    LookalikeError,
    MissingExtra,
    QueryError,
)
from lookalike.images.read import read_image
from lookalike.images.shrink import shrunk
from lookalike.types import Vectors
from tests import drawn_shop
from tests.encoders.tiny_network import make_network


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    catalogue = drawn_shop.draw(tmp_path_factory.mktemp("drawn"), count=60)
    return sorted(catalogue.glob("*/*.jpg"))


@pytest.fixture(scope="module")
def kinds(paths: list[Path]) -> list[str]:
    """Two classes that the shape tells apart."""
    return ["clothes" if path.parent.name in CLOTHES else "other" for path in paths]


CLOTHES = {"dress", "shirt", "t-shirt", "sweater", "trousers", "shorts", "skirt", "jacket"}


def are_alike(rows: Vectors, expected: Vectors) -> bool:
    """Also where a JPEG was decoded at a smaller scale for one of them."""
    return rows.shape == expected.shape and bool(((rows * expected).sum(axis=1) > 0.99).all())


CHECKS = [
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_estimators_overwrite_params",
    "check_dont_overwrite_parameters",
    "check_estimators_fit_returns_self",
    "check_readonly_memmap_input",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_mixin_order",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
    "check_fit_check_is_fitted",
]
"""Of scikit-learn's, those that transform no table of numbers: rows of such are no images."""


@pytest.mark.parametrize("check", CHECKS)
def test_scikit_learns_own_checks_pass(check: str) -> None:
    getattr(estimator_checks, check)("EncoderTransformer", EncoderTransformer("colour"))


@pytest.mark.filterwarnings("ignore:Can't test estimator:sklearn.exceptions.SkipTestWarning")
def test_scikit_learn_finds_nothing_wrong() -> None:
    """Of what it checks by itself of estimators whose input is no table."""
    results = estimator_checks.check_estimator(EncoderTransformer("colour"), on_skip=None)
    assert {one["status"] for one in results} == {"passed"}


def test_rows_are_what_the_encoder_gives(paths: list[Path]) -> None:
    found = EncoderTransformer("colour").fit_transform(paths)
    expected = load_encoder("colour").encode([read_image(path) for path in paths])
    assert (found.shape, found.dtype) == ((60, 64), np.float32)
    assert are_alike(found, expected)
    pixels = [read_image(path) for path in paths]
    shrunk_as_files = load_encoder("colour").encode([shrunk(one, 32) for one in pixels])
    assert np.allclose(EncoderTransformer("colour").transform(pixels), shrunk_as_files, atol=1e-6)


def test_every_way_to_hold_an_image_is_one(paths: list[Path]) -> None:
    data = paths[0].read_bytes()
    held = [paths[0], str(paths[0]), data, BytesIO(data), Image.open(paths[0]), read_image(data)]
    rows = EncoderTransformer("shape").transform(held)
    assert are_alike(rows, np.repeat(rows[:1], len(held), axis=0))


def test_arrays_and_columns_of_images_are_taken(paths: list[Path]) -> None:
    transformer, texts = EncoderTransformer("colour"), [str(path) for path in paths[:4]]
    expected = transformer.transform(texts)
    stack = np.stack([read_image(path) for path in texts])
    frame = pd.DataFrame({"path": texts, "n": range(4)})
    for given in (stack, np.array(texts), frame["path"], frame[["path"]], iter(texts)):
        assert are_alike(transformer.transform(given), expected)
    columns = make_column_transformer((transformer, ["path"]), remainder="passthrough")
    assert columns.fit_transform(frame).shape == (4, 65)


def test_no_images_are_no_rows() -> None:
    assert EncoderTransformer("colour").transform([]).shape == (0, 64)


def test_a_pipeline_learns_and_is_pickled(paths: list[Path], kinds: list[str]) -> None:
    both = make_union(EncoderTransformer("learned"), EncoderTransformer("shape"))
    pipeline = make_pipeline(both, LogisticRegression(C=10)).fit(paths, kinds)
    assert pipeline.score(paths, kinds) > 0.9
    there = pickle.loads(pickle.dumps(pipeline))
    assert there.predict(paths).tolist() == pipeline.predict(paths).tolist()


def test_the_encoder_is_a_parameter_that_a_search_may_choose(
    paths: list[Path], kinds: list[str]
) -> None:
    pipeline = make_pipeline(EncoderTransformer(), LogisticRegression())
    choices = {"encodertransformer__encoder": ["colour", load_encoder("shape")]}
    found = GridSearchCV(pipeline, choices, cv=2).fit(paths, kinds)
    assert (found.cv_results_["mean_test_score"] > 0.5).tolist() == [True, True]


def test_a_clone_is_of_the_same_encoder() -> None:
    fitted = EncoderTransformer("colour").fit([])
    other = clone(fitted)
    assert other.get_params() == {"encoder": "colour"}
    assert not hasattr(other, "encoder_")
    assert other.set_params(encoder="shape").fit([]).encoder_.name == "shape"


def test_columns_have_names(paths: list[Path]) -> None:
    transformer = EncoderTransformer("colour")
    names = transformer.get_feature_names_out()
    assert (names.dtype, names[0], names[-1]) == (object, "colour.0", "colour.63")
    frame = transformer.set_output(transform="pandas").fit_transform(paths[:3])
    assert frame.columns.tolist() == names.tolist()


def test_what_cannot_be_read_is_named(paths: list[Path]) -> None:
    given = [*paths[:2], "/gone.jpg"]
    with pytest.raises(ImageUnreachable, match=r"^image 2 \(/gone.jpg\) of 3: no such file"):
        EncoderTransformer("colour").transform(given)
    with pytest.raises(QueryError, match=r"image 0 .* only in a collection"):
        EncoderTransformer("colour").transform(["id:abc"])


@pytest.mark.parametrize("given", ["a.jpg", Path("a.jpg"), b"bytes", 3], ids=str)
def test_one_image_alone_is_an_error(given: object) -> None:
    with pytest.raises(QueryError, match="give a list of images, not a"):
        EncoderTransformer("colour").transform(given)  # type: ignore[arg-type]


def test_a_table_is_an_error() -> None:
    table: NDArray[np.str_] = np.array([["a", "b"], ["c", "d"]])
    with pytest.raises(QueryError, match="one column of images, not a table of 2 x 2"):
        EncoderTransformer("colour").transform(table)


def test_an_encoder_that_there_is_not_is_told_by_fit() -> None:
    with pytest.raises(EncoderError, match="no encoder 'colr'"):
        EncoderTransformer("colr").fit([])


def test_a_network_that_has_changed_since_is_told(tmp_path: Path) -> None:
    path = make_network(tmp_path / "a.onnx", seed=0)
    data = pickle.dumps(EncoderTransformer(path).fit([]))
    pickle.loads(data).transform([np.zeros((8, 8, 3), np.uint8)])
    make_network(path, seed=1)
    with pytest.raises(EncodersDiffer, match="differs from the encoder of `fit`") as error:
        pickle.loads(data).transform([np.zeros((8, 8, 3), np.uint8)])
    assert isinstance(error.value, LookalikeError)


def test_without_scikit_learn_one_is_told_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.base", None)
    monkeypatch.delitem(sys.modules, "lookalike.encoders.transformer")
    with pytest.raises(MissingExtra, match=r"pip install 'lookalike\[sklearn\]'"):
        importlib.import_module("lookalike.encoders.transformer")
