"""The report of a run: figures first, then each task, then failures to read."""
