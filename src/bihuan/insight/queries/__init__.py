"""What waits, and what the figures are: reads over all apps."""
