"""Pages of the service department."""
