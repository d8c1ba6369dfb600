"""Faults on purpose: kills, broken bytes, many hours, many clients."""
