"""Records of the regulations app."""
