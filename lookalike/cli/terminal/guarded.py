"""The commands' common checks: an option that is a path takes no address, no password is shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from lookalike.files.local_path import local_path
from lookalike.files.passwords import without_passwords

PATHS = ("path", "file", "directory")  # as click names the types of parameters


class GuardedGroup(TyperGroup):
    """All commands; wrong usage is told without the passwords of addresses."""

    def make_context(self, *arguments: Any, **settings: Any) -> Any:
        """Called by click to parse what stands before the command."""
        with _passwords_hidden():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: Any) -> Any:
        """Called by click to parse what stands behind the command, and to run it."""
        with _passwords_hidden():
            return super().invoke(ctx)


class GuardedCommand(TyperCommand):
    """One command; InputError where a path is an address or an empty text."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Called by click; a `Path` of an empty text would be the current folder."""
        if "" in args or any(one.endswith("=") for one in args):
            given, _, _ = self.make_parser(ctx).parse_args(list(args))
            for parameter in self.params:
                value = given.get(parameter.name or "")
                if _is_path(parameter) and "" in (value if isinstance(value, list) else [value]):
                    local_path("", parameter.opts[-1] if parameter.opts[-1][0] == "-" else "")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Called by click with the parsed parameters."""
        for parameter in self.params:
            if not _is_path(parameter):
                continue
            value = ctx.params.get(parameter.name or "")
            option = parameter.opts[-1] if parameter.opts[-1].startswith("-") else ""
            for one in value if isinstance(value, list | tuple) else [value]:
                if one is not None:
                    local_path(one, option)
        return super().invoke(ctx)


def _is_path(parameter: Any) -> bool:
    return getattr(parameter.type, "name", "") in PATHS


@contextmanager
def _passwords_hidden() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message"):  # click's, which is a part of some versions of typer
            error.message = without_passwords(error.message)  # type: ignore[attr-defined]
        raise
