"""Pages of the service department: the desk, the board, the technician on his phone."""
