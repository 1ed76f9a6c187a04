"""The year's plan: competitions, events, classes, tags."""
