"""Who takes part in what, when, and under which rules."""
