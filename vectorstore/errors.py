"""What can go wrong in the index.

VectorstoreError
├── IndexNotWritable   the folder is read-only, or the disk is full
├── IndexTooNew        made by a newer version of this program
├── IndexBusy          another process holds the database
├── VectorsAway        the server that holds the vectors does not answer
└── EmbeddingFailed    the embedder gave vectors of another number or length
"""


class VectorstoreError(Exception):
    """The base of every error of this package."""


class IndexNotWritable(VectorstoreError):
    """The folder cannot be written: read-only, or the disk is full."""


class IndexTooNew(VectorstoreError):
    """The database was made by a newer version of this program."""


class IndexBusy(VectorstoreError):
    """Another process holds the database."""


class VectorsAway(VectorstoreError):
    """The server that holds the vectors does not answer."""


class EmbeddingFailed(VectorstoreError):
    """The embedder gave another number of vectors than texts, or other dimensions."""
