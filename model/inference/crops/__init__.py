"""From a hole to the crops that the network sees, and from its picture back to the photo's own pixels."""

from model.inference.crops.cutting import cut, cut_plane, cut_strokes
from model.inference.crops.enlarging import Enlargement, Tiles
from model.inference.crops.grouping import context_of, hole_groups, window_for
from model.inference.crops.planning import MULTIPLE, Crop, plan, seen_groups

__all__ = [
    "MULTIPLE",
    "Crop",
    "Enlargement",
    "Tiles",
    "context_of",
    "cut",
    "cut_plane",
    "cut_strokes",
    "hole_groups",
    "plan",
    "seen_groups",
    "window_for",
]
