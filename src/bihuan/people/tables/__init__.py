"""Columns and filters of the lists."""
