"""Figures of PDFs: where beside its caption a figure is drawn, and the picture of it."""
