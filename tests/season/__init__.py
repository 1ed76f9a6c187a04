"""Season folders as people hand them in: every form, every problem, never a traceback."""
