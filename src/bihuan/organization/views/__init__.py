"""Pages of the organization: staff, places, working calendars, one's own profile."""
