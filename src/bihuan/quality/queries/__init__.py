"""Reads of quality, a subject a file."""
