"""What the tests of the house itself stand on: its addresses, one row of every kind, its catalogues."""
