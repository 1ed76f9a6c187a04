"""Who may sign in and do what: accounts, roles, one-time links, sessions, winners' codes."""
