"""Who marks what, and what follows from the marks."""
