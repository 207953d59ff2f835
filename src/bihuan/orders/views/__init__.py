"""The pages of orders, changes, papers and returns."""
