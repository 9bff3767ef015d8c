"""From a hole to the crops that the network sees, and from its picture back to the photo's own pixels."""

from model.inference.crops.enlarging import Enlargement, Tiles
from model.inference.crops.grouping import window_for
from model.inference.crops.planning import Crop, plan

__all__ = ["Crop", "Enlargement", "Tiles", "plan", "window_for"]
