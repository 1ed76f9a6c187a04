"""Pages through the whole application, against a real database."""
