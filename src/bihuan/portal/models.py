"""Records of the portal app."""
