"""Records of the products app."""
