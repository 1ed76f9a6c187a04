"""Tests of the paper and its proof."""
