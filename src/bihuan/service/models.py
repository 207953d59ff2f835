"""Records of the service app."""
