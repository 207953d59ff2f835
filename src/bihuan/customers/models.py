"""Records of the customers app."""
