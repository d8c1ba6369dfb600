"""Upkeep of a library: integrity checks, archives, and what this machine has."""
