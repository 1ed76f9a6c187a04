"""Tests of fonts and drawing."""
