"""Language: sentences, words, scripts, identifiers. Knows no surveys and reads no files."""
