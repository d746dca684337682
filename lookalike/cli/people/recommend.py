"""`lookalike recommend`: items for a person, a basket or a picture, each with a reason."""

from typing import Annotated

import typer

from lookalike.cli.opened import opened
from lookalike.cli.people.events import SessionOption, UserOption
from lookalike.cli.terminal.as_json import hits_object, print_json
from lookalike.cli.terminal.hits import print_hits
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import (
    CopiesOption,
    DiverseOption,
    ExcludeOption,
    GroupByOption,
    JsonOption,
    LimitOption,
    SearchableArgument,
    WeightsOption,
    WhereOption,
)
from lookalike.recommendation.query import HALF_LIFE_DAYS, LeaveOut, RecommendQuery
from lookalike.search.blend import parse_weights
from lookalike.search.example import ID, bare_id


@reads_images
def recommend(
    address: SearchableArgument,
    item: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Item to recommend from, as of a basket; repeatable."),
    ] = None,
    picture: Annotated[
        list[str] | None,
        typer.Option(metavar="IMAGE", help="Path or address to recommend from; repeatable."),
    ] = None,
    user: UserOption = None,
    session: SessionOption = None,
    limit: LimitOption = 10,
    where: WhereOption = None,
    weights: WeightsOption = None,
    copies: CopiesOption = "all",
    group_by: GroupByOption = None,
    diverse: DiverseOption = 0.0,
    exclude: ExcludeOption = None,
    leave_out: Annotated[
        LeaveOut, typer.Option(help="Items of the person's events to leave out.")
    ] = "seen",
    half_life_days: Annotated[
        float, typer.Option(help="Days after which an event counts half as much.")
    ] = HALF_LIFE_DAYS,
    as_json: JsonOption = False,
) -> None:
    """
    Recommend items to a user or a session, from a basket of items, or from a picture.

    Without any of these, popular and typical items are recommended.
    """
    query = RecommendQuery(
        like=[*(ID + bare_id(one) for one in item or ()), *(picture or ())],
        user=user,
        session=session,
        where=where,
        weights=None if weights is None else parse_weights(weights),
        limit=limit,
        copies=copies,
        group_by=group_by,
        diverse=diverse,
        exclude=exclude or (),
        leave_out=leave_out,
        half_life_days=half_life_days,
    )
    with opened(address) as collection:
        hits = collection.recommend(query)
    if as_json:
        print_json(hits_object(hits))
    else:
        print_hits(hits)
