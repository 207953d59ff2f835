"""Parsing and field errors."""
