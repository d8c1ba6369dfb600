"""Texts as the ids that encoders read."""
