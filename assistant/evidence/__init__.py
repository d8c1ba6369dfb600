"""Sentences that carry claims: evidence, citations, verification, injection and hedging."""
