"""Result lists, title lists, payment sheets: what an office signs, publishes and works with."""
