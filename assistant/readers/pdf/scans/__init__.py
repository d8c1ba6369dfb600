"""Pages of a PDF that are read from their image: which ones, and their lines as runs of text."""
