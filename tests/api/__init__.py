"""The JSON interface as programs see it."""
