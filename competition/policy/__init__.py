"""Rulesets: what a regulation says, as dated data with its clauses."""
