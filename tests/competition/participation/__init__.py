"""Tests of participations without a database."""
