"""Tests of registration by spreadsheet."""
