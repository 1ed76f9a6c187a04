"""Spreadsheets as people make them: workbooks and CSV files read as text, row by row."""
