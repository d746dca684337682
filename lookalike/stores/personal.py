"""Kinds of notes that tell of people: there may be very many, and each can be erased for good."""

EVENTS = "events"
"""What a person did, by person."""

POPULARITY = "popularity"
"""How often each item was seen, liked or bought, by item."""

PERSONAL = frozenset({EVENTS, POPULARITY})
"""
A store that writes files keeps these apart from its other notes, which are read when it is opened,
and leaves no byte of a note that was forgotten.
"""
