"""PDF: runs, lines, columns, blocks and headings become sections and references."""
