"""Parts of the generator of examples/shandong-2026: an invented provincial season."""
