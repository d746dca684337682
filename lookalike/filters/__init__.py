"""Conditions on attributes: as values, as text, and warnings about them."""

from lookalike.filters.condition import All as All
from lookalike.filters.condition import AnyOf as AnyOf
from lookalike.filters.condition import Compare as Compare
from lookalike.filters.condition import Condition as Condition
from lookalike.filters.condition import Missing as Missing
from lookalike.filters.condition import Not as Not
from lookalike.filters.condition import OneOf as OneOf
from lookalike.filters.condition import kinds as kinds
from lookalike.filters.condition import matches as matches
from lookalike.filters.condition import members as members
