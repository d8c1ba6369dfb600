"""The first pages of a PDF: covers, title, names, and what else says whose work it is."""
