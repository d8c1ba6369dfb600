"""A library on disk: one SQLite file, the sources as they came, and whose turn it is to write."""
