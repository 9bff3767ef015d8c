"""Fill holes in photos: the part of Gatebrush that others can take away and use.

>>> from model.inference import FillRequest, Inpainter
>>> inpainter = Inpainter.load()
>>> result = inpainter.fill(FillRequest(photo=photo, hole=hole))
"""

from model.inference.errors import FillError
from model.inference.inpainter import Inpainter
from model.inference.request import FillRequest, FillResult, Progress

__all__ = ["FillError", "FillRequest", "FillResult", "Inpainter", "Progress"]
