"""The tasks of the evals, one file a task."""
