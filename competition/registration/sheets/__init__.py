"""Registration by spreadsheet: the template, its dry run, and storing what it holds."""
