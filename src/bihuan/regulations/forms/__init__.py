"""Forms of regulations."""
