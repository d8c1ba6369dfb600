"""From a question to a cited answer: read once, retrieved, ranked, written, verified."""
