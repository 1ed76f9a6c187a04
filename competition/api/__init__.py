"""The JSON interface: what programs read and write with a token, scoped like the pages."""
