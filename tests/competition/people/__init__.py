"""Tests of people, units and attachments."""
