"""Plain text: what rows look like tells headings, paragraphs and references."""
