"""Typed client for a served collection, with the methods of a local one."""
