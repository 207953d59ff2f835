"""Records of the deadlines app."""
