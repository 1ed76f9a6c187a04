"""Pure rules of marking: exact numbers, schemes, panels and scores."""
