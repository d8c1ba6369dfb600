"""Measures: of text, of retrieval, of citations, of reading."""
