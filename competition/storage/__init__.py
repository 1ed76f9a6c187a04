"""Where everything is kept: databases, transactions, migrations, keys and the audit log."""
