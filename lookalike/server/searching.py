"""Turn a request into a query, in any of the ways to send one."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

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
from lookalike.server.pictures.fetching import Fetched, Fetches
from lookalike.server.pictures.uploads import Uploads
from lookalike.server.request_models import SearchIn, SearchOptions
from lookalike.server.settings import Settings

IMAGES = ("like", "unlike")  # fields that files may fill
EXCLUDE = "exclude"  # a field that may be given several times
MAX_EXAMPLES = 32  # in one search


@dataclass(frozen=True)
class Asked:
    """A search request before its images are decoded."""

    like: list[str | bytes]
    unlike: list[str | bytes]
    options: SearchOptions

    @property
    def has_addresses(self) -> bool:
        """Whether files are to be downloaded."""
        return any(map(_is_address, (*self.like, *self.unlike)))

    async def fetched(self, fetches: Fetches) -> "Asked":
        """Return it with addresses replaced by downloaded files."""
        named = [one for one in (*self.like, *self.unlike) if _is_address(one)]
        files = dict(zip(named, await fetches.all([str(one) for one in named]), strict=True))
        like, unlike = ([_file(one, files) for one in few] for few in (self.like, self.unlike))
        return Asked(like, unlike, self.options)

    def check(self, settings: Settings) -> None:
        """Raise QueryError if a limit is exceeded."""
        options = self.options
        if options.limit > settings.max_limit:
            raise QueryError(f"limit must be 1 to {settings.max_limit:,}, not {options.limit}")
        if len(self.like) + len(self.unlike) > MAX_EXAMPLES:
            raise QueryError(f"a search takes at most {MAX_EXAMPLES} images")

    def query(self, uploads: Uploads) -> Query:
        """Return the query for the library."""
        options = self.options
        weights = options.weights
        return Query(
            like=[example(one, uploads) for one in self.like],
            unlike=[example(one, uploads) for one in self.unlike],
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


async def read_search(request: Request) -> Asked:
    """Read a search from JSON, or from a form whose `like` and `unlike` are files or text."""
    if media_type(request, (JSON, FORM)) == JSON:
        sent = await read_json(request, SearchIn)
        return Asked(_listed(sent.like), _listed(sent.unlike), sent)
    async with open_form(request, MAX_EXAMPLES, MAX_EXCLUDED) as form:
        names = [name for name in form if name not in (*IMAGES, EXCLUDE)]
        fields: dict[str, str | list[str]] = {name: texts_of(form, name)[-1] for name in names}
        if EXCLUDE in form:
            fields[EXCLUDE] = texts_of(form, EXCLUDE)
        options = SearchOptions.model_validate(fields)
        return Asked(await images_of(form, "like"), await images_of(form, "unlike"), options)


def _listed(given: str | list[str]) -> list[str | bytes]:
    return [one for one in examples(given) if isinstance(one, str | bytes)]


def _is_address(given: str | bytes) -> bool:
    return isinstance(parse_example(given), AddressExample)


def _file(given: str | bytes, files: Mapping[str | bytes, Fetched]) -> str | bytes:
    file = files.get(given, given)
    if isinstance(file, LookalikeError):
        raise file
    return file
