"""Surveys by aspects: cells with their quotes, and what they agree and differ on."""
