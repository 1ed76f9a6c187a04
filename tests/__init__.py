"""Tests mirror the rooms; each is a sentence with an exact answer against the real thing."""
