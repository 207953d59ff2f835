"""Orders, stock and returns as pages, papers and the desk show them."""
