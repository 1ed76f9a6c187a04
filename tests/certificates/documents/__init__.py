"""Lists as workbooks and papers, read back by other programs."""
