"""What goes out about parts."""
