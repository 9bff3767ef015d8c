"""Planes over a photo, painted by strokes and kept in tiles: the hole, the sketch, what is excluded, and colours."""

from app.document.planes.colours import ColourDraft, ColourPlane
from app.document.planes.draft import Draft
from app.document.planes.tiles import TILE, Patch, Plane, Tiles

__all__ = ["TILE", "ColourDraft", "ColourPlane", "Draft", "Patch", "Plane", "Tiles"]
