"""What a person means by a click, a few strokes or a number of pixels: masks from pixels. Needs no network."""

from model.inference.seam import grown
from model.inference.selection.colours import alike
from model.inference.selection.grabbing import thing_in
from model.inference.selection.reshaping import shrunk, smoothed

__all__ = ["alike", "grown", "shrunk", "smoothed", "thing_in"]
