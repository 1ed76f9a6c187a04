"""Papers of registration: rosters, registration forms, admission cards."""
