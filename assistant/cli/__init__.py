"""The command line: ``survey-assistant``, or ``python -m assistant.cli``."""
