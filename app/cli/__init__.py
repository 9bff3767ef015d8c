"""Gatebrush without a window: fill and doctor. No Qt, no torch."""
