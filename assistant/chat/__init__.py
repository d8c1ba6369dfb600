"""Conversations: follow-up questions made to stand alone, turns kept, what to ask next."""
