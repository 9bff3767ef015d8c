"""Blend modes by their names in OpenRaster."""

from app.document.layers.layer import BLENDS
from app.files.project.stack import NORMAL

_OPS = {"normal": NORMAL, "add": "svg:plus"}


def op_of(blend: str) -> str:
    """The composite-op of a blend mode."""
    return _OPS.get(blend, f"svg:{blend}")


def blend_of(op: str) -> str | None:
    """The blend mode of a composite-op; None for one that is not known here."""
    return next((blend for blend in BLENDS if op_of(blend) == op), None)
