"""Records of the kernel app."""
