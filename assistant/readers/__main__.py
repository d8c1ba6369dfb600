"""The child of ``sandbox.read_in_child``: a source's bytes on stdin, its document on stdout.

``python -m assistant.readers NAME`` ends with 0 and a document's JSON, or with 3 and one line
``ErrorClass: message`` on stderr. A first line on stdin holds the password as JSON, or null.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    """Read stdin, write the document; the exit code."""
    from assistant.errors import SourceError
    from assistant.readers import read_bytes

    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # native code may print
    password = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        document = read_bytes(data, sys.argv[1], password=password)
    except SourceError as error:
        sys.stderr.write(f"\n{type(error).__name__}: {error}\n")
        return 3
    except MemoryError:
        return 4
    except RecursionError:
        return 5
    with answer:
        answer.write(document.to_json().encode())
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # no clean-up of native objects: what was read is out
