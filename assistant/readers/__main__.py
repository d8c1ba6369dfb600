"""The child of ``sandbox.run_child``: a source's document, or the image of one of its pages.

``python -m assistant.readers read FILE NAME`` writes the document's JSON on standard output,
``… page FILE NAME`` a PNG, ``… figure FILE NAME`` a PNG of what is drawn beside a caption,
``… contents FILE NAME`` the names of the documents in an archive, ``… member FILE NAME`` one of
them, ``… references FILE NAME`` those of a list. An order on standard input, as JSON, holds the
password, for an image page, width and boxes, for a figure the caption and what stands around it,
which member, and whether pages may be read from their images and with what. It ends with 0, with 3
and one line ``ErrorClass: message`` on standard error, or with 6 and how many pages have to be read
from their images.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.readers.pdf.scans.recognition import Scanner


def main() -> int:
    """Read the order, write what it asks for; the exit code."""
    from assistant.documents.formats import file_bytes
    from assistant.errors import SourceError
    from assistant.messages import pack
    from assistant.readers import read_bytes
    from assistant.readers.ocr.demand import PagesWanted
    from assistant.serialization import dump

    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # native code may print
    what, path, name = sys.argv[1:4]
    order = json.loads(sys.stdin.buffer.read())
    _end_with_app()
    try:
        data = file_bytes(Path(path))
        if what == "page":
            from assistant.readers.pdf.page_image import page_png

            output = page_png(data, name, **order)
        elif what == "figure":
            from assistant.readers.pdf.figures.picture import figure_png

            output = figure_png(data, name, **order)
        elif what == "contents":
            from assistant.readers.contents import contents

            output = json.dumps(contents(data, name)).encode()
        elif what == "references":
            from assistant.readers.references.listing import references

            output = json.dumps([dump(found) for found in references(data, name)]).encode()
        elif what == "member":
            from assistant.readers.archive import Archive

            output = Archive(data, name).read(order["member"])
        else:
            scanner = _scanner(order.get("ocr"))
            document = read_bytes(data, name, password=order["password"], scanner=scanner)
            output = dump(document, with_templates=True).encode()
    except SourceError as error:
        sys.stderr.write(f"\n{type(error).__name__}: {pack(error.message)}\n")
        return 3
    except PagesWanted as wanted:
        sys.stderr.write(f"\n{wanted.count}\n")
        return 6
    except MemoryError:
        return 4
    except RecursionError:
        return 5
    with answer:
        answer.write(output)
    return 0


def _scanner(ocr: str | None) -> Scanner | None:
    """What reads images of pages: nothing, a question whether to, or the networks in a folder."""
    if ocr is None:
        return None
    from assistant.readers.ocr.networks import Networks
    from assistant.readers.pdf.scans.recognition import Asking, Reading

    return Reading(Networks.of(Path(ocr))) if ocr else Asking()


def _end_with_app() -> None:
    """Have the kernel end this process when the app dies; elsewhere than on Linux it runs out."""
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(death_signal, signal.SIGKILL)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # no clean-up of native objects: what was read is out
