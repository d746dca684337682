"""Turn a request into a query, in any of the ways to send one."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from fastapi import Request
from starlette.datastructures import FormData

from lookalike.errors import LookalikeError, QueryError
from lookalike.search.blend import parse_weights
from lookalike.search.example import AddressExample, examples, parse_example
from lookalike.search.query import MAX_EXCLUDED, Query
from lookalike.server.bodies import (
    FORM,
    JSON,
    images_of,
    media_type,
    open_form,
    read_json,
    texts_of,
)
from lookalike.server.examples import example
from lookalike.server.pictures.fetching import Fetches
from lookalike.server.pictures.uploads import Uploads
from lookalike.server.request_models import RankingOptions, SearchIn, SearchOptions
from lookalike.server.settings import Settings

IMAGES = ("like", "unlike")  # fields that files may fill
EXCLUDE = "exclude"  # a field that may be given several times
MAX_EXAMPLES = 32  # in one search

O = TypeVar("O", bound=RankingOptions)  # noqa: E741


@dataclass(frozen=True)
class Asked(Generic[O]):
    """A request for a ranking, before its images are decoded."""

    like: list[str | bytes]
    unlike: list[str | bytes]
    options: O

    @property
    def has_addresses(self) -> bool:
        """Whether files are to be downloaded."""
        return any(map(_is_address, (*self.like, *self.unlike)))

    async def fetched(self, fetches: Fetches) -> "Asked[O]":
        """Return it with addresses replaced by downloaded files."""
        files = await downloaded([*self.like, *self.unlike], fetches)
        end = len(self.like)
        return replace(self, like=files[:end], unlike=files[end:])

    def check(self, settings: Settings) -> None:
        """Raise QueryError if a limit is exceeded."""
        options = self.options
        if options.limit > settings.max_limit:
            raise QueryError(f"limit must be 1 to {settings.max_limit:,}, not {options.limit}")
        if len(self.like) + len(self.unlike) > MAX_EXAMPLES:
            raise QueryError(f"a search takes at most {MAX_EXAMPLES} images")


def search_query(asked: Asked[SearchOptions], uploads: Uploads) -> Query:
    """Return the query for the library."""
    options = asked.options
    weights = options.weights
    return Query(
        like=[example(one, uploads) for one in asked.like],
        unlike=[example(one, uploads) for one in asked.unlike],
        where=options.where,
        weights=parse_weights(weights) if isinstance(weights, str) else weights,
        limit=options.limit,
        offset=options.offset,
        crop=options.crop,
        copies=options.copies,
        group_by=options.group_by,
        diverse=options.diverse,
        exclude=options.exclude,
        min_relevance=options.min_relevance,
    )


async def read_search(request: Request) -> Asked[SearchOptions]:
    """Read a search from JSON, or from a form whose `like` and `unlike` are files or text."""
    if media_type(request, (JSON, FORM)) == JSON:
        sent = await read_json(request, SearchIn)
        return Asked(listed(sent.like), listed(sent.unlike), sent)
    async with open_form(request, MAX_EXAMPLES, MAX_EXCLUDED) as form:
        options = options_of(form, SearchOptions, IMAGES)
        return Asked(await images_of(form, "like"), await images_of(form, "unlike"), options)


def options_of(form: FormData, model: type[O], images: Container[str]) -> O:
    """Return the options of a form as this model: all its fields but the images."""
    names = [name for name in form if name not in images and name != EXCLUDE]
    fields: dict[str, str | list[str]] = {name: texts_of(form, name)[-1] for name in names}
    if EXCLUDE in form:
        fields[EXCLUDE] = texts_of(form, EXCLUDE)
    return model.model_validate(fields)


def listed(given: str | list[str]) -> list[str | bytes]:
    """Return examples of JSON as a list."""
    return [one for one in examples(given) if isinstance(one, str | bytes)]


async def downloaded(given: Sequence[str | bytes], fetches: Fetches) -> list[str | bytes]:
    """Return examples with addresses replaced by downloaded files; raises why one could not be."""
    named = [one for one in given if _is_address(one)]
    files = dict(zip(named, await fetches.all([str(one) for one in named]), strict=True))
    found = list[str | bytes]()
    for one in given:
        file = files.get(one, one)
        if isinstance(file, LookalikeError):
            raise file
        found.append(file)
    return found


def _is_address(given: str | bytes) -> bool:
    return isinstance(parse_example(given), AddressExample)
