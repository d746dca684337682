"""Search images by visual similarity."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lookalike.client.connect import connect as connect
    from lookalike.collection import Collection as Collection
    from lookalike.duplicates.find import find_duplicates as find_duplicates
    from lookalike.duplicates.find import find_in as find_in
    from lookalike.duplicates.quarantine import quarantine as quarantine
    from lookalike.duplicates.quarantine import undo_quarantine as undo_quarantine
    from lookalike.duplicates.remembered.across import forget_distinct_in as forget_distinct_in
    from lookalike.duplicates.remembered.across import note_distinct_in as note_distinct_in
    from lookalike.duplicates.result import Duplicates as Duplicates
    from lookalike.encoders.catalogue import load_encoder as load_encoder
    from lookalike.errors import LookalikeError as LookalikeError
    from lookalike.evaluation.compared import evaluate_compared as evaluate_compared
    from lookalike.evaluation.evaluate import evaluate as evaluate
    from lookalike.evaluation.result import ComparedReport as ComparedReport
    from lookalike.evaluation.result import EvaluationReport as EvaluationReport
    from lookalike.evaluation.save import save_report as save_report
    from lookalike.evaluation.tune import tune as tune
    from lookalike.feedback.event import Event as Event
    from lookalike.health.result import Health as Health
    from lookalike.images.read import read_image as read_image
    from lookalike.indexing.folder import index_folder as index_folder
    from lookalike.indexing.folder import retry_failures as retry_failures
    from lookalike.indexing.report import IndexReport as IndexReport
    from lookalike.map.comparison import MapComparison as MapComparison
    from lookalike.map.result import Map as Map
    from lookalike.pairs.explain import explain_pair as explain_pair
    from lookalike.pairs.explanation import PairExplanation as PairExplanation
    from lookalike.recipes.recipe import Recipe as Recipe
    from lookalike.recommendation.query import RecommendQuery as RecommendQuery
    from lookalike.results.hits import Hits as Hits
    from lookalike.search.heatmap import Heatmap as Heatmap
    from lookalike.search.query import Query as Query
    from lookalike.searchable import Searchable as Searchable
    from lookalike.sheets.contact_sheet import ContactSheet as ContactSheet
    from lookalike.sheets.contact_sheet import contact_sheet as contact_sheet
    from lookalike.tables.attributes import read_attributes as read_attributes
    from lookalike.training.start import train as train
    from lookalike.types import Hit as Hit
    from lookalike.types import Item as Item

__version__ = "0.1.0"

# Each public name and the module that has it: `import lookalike` loads none of them.
_HOMES = {
    "Collection": "collection",
    "ComparedReport": "evaluation.result",
    "ContactSheet": "sheets.contact_sheet",
    "Duplicates": "duplicates.result",
    "EvaluationReport": "evaluation.result",
    "Event": "feedback.event",
    "Health": "health.result",
    "Heatmap": "search.heatmap",
    "Hit": "types",
    "Hits": "results.hits",
    "IndexReport": "indexing.report",
    "Item": "types",
    "LookalikeError": "errors",
    "Map": "map.result",
    "MapComparison": "map.comparison",
    "PairExplanation": "pairs.explanation",
    "Query": "search.query",
    "Recipe": "recipes.recipe",
    "RecommendQuery": "recommendation.query",
    "Searchable": "searchable",
    "connect": "client.connect",
    "contact_sheet": "sheets.contact_sheet",
    "evaluate": "evaluation.evaluate",
    "evaluate_compared": "evaluation.compared",
    "explain_pair": "pairs.explain",
    "find_duplicates": "duplicates.find",
    "find_in": "duplicates.find",
    "forget_distinct_in": "duplicates.remembered.across",
    "index_folder": "indexing.folder",
    "load_encoder": "encoders.catalogue",
    "note_distinct_in": "duplicates.remembered.across",
    "quarantine": "duplicates.quarantine",
    "read_attributes": "tables.attributes",
    "read_image": "images.read",
    "retry_failures": "indexing.folder",
    "save_report": "evaluation.save",
    "train": "training.start",
    "tune": "evaluation.tune",
    "undo_quarantine": "duplicates.quarantine",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'lookalike' has no attribute {name!r}")
    return getattr(import_module(f"lookalike.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
