"""The tables of this package: passages, their full text, and documents whose vectors must go."""

from __future__ import annotations

from vectorstore.migrations import Step, make_tables

PASSAGES = (
    """CREATE TABLE IF NOT EXISTS passages (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL,
        section TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, spans TEXT NOT NULL,
        embedded_by TEXT, sentence_vectors BLOB)""",
    "CREATE INDEX IF NOT EXISTS passages_of_document ON passages (document_id)",
    "CREATE INDEX IF NOT EXISTS passages_embedded ON passages (embedded_by)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS passage_text USING fts5(
        section, body, tokenize = 'porter unicode61 remove_diacritics 2')""",
    "CREATE TABLE IF NOT EXISTS forgotten_documents (document_id TEXT PRIMARY KEY)",
)
STEPS: tuple[Step, ...] = (make_tables("passages", PASSAGES),)
