"""Titles, promotions, bonuses, grants and the pool."""
