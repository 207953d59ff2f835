"""The lists of orders and returns."""
