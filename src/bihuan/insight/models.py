"""Records of the insight app."""
