"""Detail: the texture that a soft or enlarged fill lacks, taken from the photo itself."""

from model.inference.detail.residuals import Residuals
from model.inference.detail.sources import MODES, Sources, find_sources
from model.inference.detail.steering import steered

__all__ = ["MODES", "Residuals", "Sources", "find_sources", "steered"]
