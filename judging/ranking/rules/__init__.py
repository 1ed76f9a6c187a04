"""Pure rules of ranking: totals, places, scales, medals and prizes."""
