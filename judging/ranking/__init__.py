"""From marks to ranks, medals and prizes."""
