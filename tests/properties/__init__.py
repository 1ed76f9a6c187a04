"""Laws that hold for every season, and the comparison of the product with the plain reference."""
