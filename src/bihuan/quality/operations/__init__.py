"""Every write of quality, a subject a file."""
