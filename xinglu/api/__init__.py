"""The JSON interface's part that needs every room: results, decisions, the document."""
