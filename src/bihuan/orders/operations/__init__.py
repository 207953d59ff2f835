"""Every write on orders, finished goods and returns, one verb each."""
