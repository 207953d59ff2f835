"""Records of the signoff app."""
