"""Passages in, hits out: dense vectors in Chroma and full text in SQLite, fused by their scores."""

from vectorstore.analyzer import estimate_tokens
from vectorstore.database import Database
from vectorstore.errors import VectorstoreError
from vectorstore.index import Hit, Index
from vectorstore.passage import Passage, Span

__all__ = ["Database", "Hit", "Index", "Passage", "Span", "VectorstoreError", "estimate_tokens"]
