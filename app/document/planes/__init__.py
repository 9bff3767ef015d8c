"""Planes of yes and no over a photo: the hole, the sketch, what is excluded. Painted by strokes, kept in tiles."""

from app.document.planes.draft import Draft
from app.document.planes.tiles import TILE, Patch, Plane, Tiles

__all__ = ["TILE", "Draft", "Patch", "Plane", "Tiles"]
