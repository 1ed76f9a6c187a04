"""Who is registered, with which card, and who came: rosters, admission cards, check-in."""
