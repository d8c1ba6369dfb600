"""Setting the project up; needs the standard library alone."""
