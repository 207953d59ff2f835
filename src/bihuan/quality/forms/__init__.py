"""Forms of quality, a subject a file."""
