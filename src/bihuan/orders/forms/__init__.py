"""The forms of orders, changes, shipments and returns."""
