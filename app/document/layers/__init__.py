"""Layers over a photo: pixels that never change, with a mask and, of a fill, all that it was asked with."""

from app.document.layers.fills import Candidate, Fill
from app.document.layers.layer import Layer
from app.document.layers.mask import LayerMask

__all__ = ["Candidate", "Fill", "Layer", "LayerMask"]
