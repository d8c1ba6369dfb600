"""What the index raises, in the words of this package's own error tree."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from assistant.errors import LibraryBusy, LibraryError, LibraryNotWritable, LibraryTooNew
from vectorstore.errors import IndexBusy, IndexNotWritable, IndexTooNew, VectorstoreError

REMEDY = "'survey-assistant check --repair' makes anew what can be derived."


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """What the index raises, as errors of this package."""
    try:
        yield
    except IndexTooNew as error:
        raise LibraryTooNew(str(error)) from error
    except IndexBusy as error:
        raise LibraryBusy(str(error)) from error
    except IndexNotWritable as error:
        raise LibraryNotWritable(str(error)) from error
    except VectorstoreError as error:
        raise LibraryError(f"{error}. {REMEDY}".replace("..", ".")) from error
