"""The whole plan as one workbook: made to be filled in, read with every problem, stored whole."""
