"""Persons and organisations: codes, names, identity."""
