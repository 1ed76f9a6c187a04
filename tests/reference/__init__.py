"""The plain second implementation of the season contract, and the worked cases run against both."""
