"""From a request to a query, whichever way it was sent."""

from dataclasses import dataclass

from fastapi import Request

from lookalike.errors import QueryError
from lookalike.search.blend import parse_weights
from lookalike.search.query import Query, examples
from lookalike.server.asks import SearchIn, SearchOptions
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
from lookalike.server.settings import Settings
from lookalike.server.uploads import Uploads

IMAGES = ("like", "unlike")  # fields that files may fill
MAX_EXAMPLES = 32  # in one search


@dataclass(frozen=True)
class Asked:
    """A search as it was sent: nothing is fetched or decoded yet."""

    like: list[str | bytes]
    unlike: list[str | bytes]
    options: SearchOptions

    def query(self, settings: Settings, uploads: Uploads) -> Query:
        """What the library is asked; fetches addresses, so off the event loop."""
        options = self.options
        if options.limit > settings.max_limit:
            raise QueryError(f"limit must be 1 to {settings.max_limit:,}, not {options.limit}")
        if len(self.like) + len(self.unlike) > MAX_EXAMPLES:
            raise QueryError(f"at most {MAX_EXAMPLES} images make a search")
        weights = options.weights
        return Query(
            like=[example(one, settings, uploads) for one in self.like],
            unlike=[example(one, settings, uploads) for one in self.unlike],
            where=options.where,
            weights=parse_weights(weights) if isinstance(weights, str) else weights,
            limit=options.limit,
            offset=options.offset,
            crop=options.crop,
        )


async def read_search(request: Request) -> Asked:
    """From JSON, or from a form whose `like` and `unlike` are files or texts."""
    if media_type(request, (JSON, FORM)) == JSON:
        sent = await read_json(request, SearchIn)
        return Asked(_listed(sent.like), _listed(sent.unlike), sent)
    async with open_form(request, MAX_EXAMPLES) as form:
        fields = {name: texts_of(form, name)[-1] for name in form if name not in IMAGES}
        options = SearchOptions.model_validate(fields)
        return Asked(await images_of(form, "like"), await images_of(form, "unlike"), options)


def _listed(given: str | list[str]) -> list[str | bytes]:
    return [one for one in examples(given) if isinstance(one, str | bytes)]
