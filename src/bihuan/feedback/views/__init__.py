"""Cards, cases and the daily reconciliation."""
