"""Whole seasons and a real browser."""
