"""``python -m assistant.cli``: the command line without its installed script."""

from assistant.cli.main import main

main()
