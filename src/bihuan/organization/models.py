"""Records of the organization app."""
