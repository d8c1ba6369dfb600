"""The page in the reader's language."""
