"""A season folder in, everything computed, a season folder out."""
