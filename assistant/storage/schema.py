"""The tables of a library, and the steps by which an older file comes to have them.

A change of tables is a new step at the end of ``STEPS``; one that was released stays as it is.
"""

from __future__ import annotations

from vectorstore import schema
from vectorstore.migrations import Step, format_of, make_tables

SURVEYS = (
    """CREATE TABLE IF NOT EXISTS surveys (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, authors TEXT NOT NULL, year INTEGER,
        arxiv_id TEXT, doi TEXT, added REAL NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS documents (
        id TEXT PRIMARY KEY, survey_id TEXT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
        info TEXT NOT NULL, identity TEXT NOT NULL, body BLOB NOT NULL, added REAL NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS origins (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        address TEXT NOT NULL, stated TEXT NOT NULL)""",
)
EDITS = (
    """CREATE TABLE IF NOT EXISTS edits (
        survey_id TEXT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE ON UPDATE CASCADE,
        field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (survey_id, field))""",
    """CREATE TABLE IF NOT EXISTS kept_apart (
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        other_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        PRIMARY KEY (document_id, other_id))""",
)
RESULTS = (
    """CREATE TABLE IF NOT EXISTS results (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, made REAL NOT NULL)""",
)
CONVERSATIONS = (
    """CREATE TABLE IF NOT EXISTS conversations (
        id INTEGER PRIMARY KEY, title TEXT NOT NULL, changed REAL NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS turns (
        conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, question TEXT NOT NULL, standalone TEXT NOT NULL,
        answer TEXT NOT NULL, PRIMARY KEY (conversation_id, number))""",
    """CREATE TABLE IF NOT EXISTS ratings (
        conversation_id INTEGER NOT NULL, number INTEGER NOT NULL, rating TEXT NOT NULL,
        made REAL NOT NULL, PRIMARY KEY (conversation_id, number),
        FOREIGN KEY (conversation_id, number) REFERENCES turns (conversation_id, number)
        ON DELETE CASCADE)""",
    """CREATE TABLE IF NOT EXISTS readers (
        conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        reader TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS shared_conversations (
        conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE)""",
    """CREATE TABLE IF NOT EXISTS follow_ups (
        conversation_id INTEGER NOT NULL, number INTEGER NOT NULL, questions TEXT NOT NULL,
        PRIMARY KEY (conversation_id, number),
        FOREIGN KEY (conversation_id, number) REFERENCES turns (conversation_id, number)
        ON DELETE CASCADE)""",
)
IMPORTS = (
    """CREATE TABLE IF NOT EXISTS imports (
        origin TEXT NOT NULL, key TEXT NOT NULL, document_id TEXT NOT NULL
        REFERENCES documents (id) ON DELETE CASCADE, signature TEXT NOT NULL,
        PRIMARY KEY (origin, key))""",
)
STEPS: tuple[Step, ...] = (
    *schema.STEPS,
    make_tables("surveys", SURVEYS),
    make_tables("edits", EDITS),
    make_tables("results", RESULTS),
    make_tables("conversations", CONVERSATIONS),
    make_tables("imports", IMPORTS),
)
FORMAT = format_of(STEPS)
