import pytest

from lookalike.datasets import labelled


@pytest.fixture
def rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are read for what they say: none of the images that they name is there."""
    monkeypatch.setattr(labelled, "unmatched", lambda table, paths, rows: ())
