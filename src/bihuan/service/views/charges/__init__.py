"""Bills, money and prices."""
