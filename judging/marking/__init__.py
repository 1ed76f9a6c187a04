"""Schemes, panels and marks."""
