"""Middleware: checks and limits that apply to every request before its route."""
