"""Plain rules of complaints: comparing, ranking, drawing."""
