"""Certificate numbers, tokens and states."""
