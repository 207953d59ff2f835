"""Records of the feedback app."""
