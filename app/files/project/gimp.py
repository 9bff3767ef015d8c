"""Layers with masks for GIMP, and what it makes of them.

OpenRaster's word for a mask is dst-in, and GIMP's reader takes every mode that it does not know for normal: the mask
of a layer would be a white picture upon it. So the group of a layer and its masks stands in mode darken on a picture
of the layer as its masks cut it, which has mode dst-in itself. To every reader these are other things:

                   by the rules                                  to GIMP
that picture       shows nothing: it masks what is below it,     a picture as any other
                   and nothing is
the group on it    is all that shows, as it is: no mode does     shows nothing: it ends where that picture ends, and
                   anything over nothing                         white on the same colours darkens none of them
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document.layers import Layer
from app.document.layers.conversion import fitted
from app.document.layers.layer import product
from app.files.project.blending import blend_of, op_of
from app.files.project.pictures import with_alpha
from app.files.project.stack import MASK, NORMAL, GroupNode, LayerNode, Node

SHOWN, KEPT = "Shown in GIMP", "Layer and mask"


def for_gimp(masked: GroupNode, src: str) -> GroupNode:
    """A layer with masks as GIMP sees it too. masked: the picture with its masks above.  src: the entry that has
    what `cut_picture` makes."""
    picture = masked.children[-1]
    kept = GroupNode(masked.children, KEPT, op=op_of("darken"), isolated=True)
    shown = LayerNode(src, SHOWN, picture.x, picture.y, op=MASK, locked=True)
    return replace(masked, children=(kept, shown))


def cut_picture(layer: Layer) -> NDArray[np.uint8]:
    """(h, w, 2 or 4): what a layer shows by itself, of 8 bits since GIMP opens no more; no colours where nothing is."""
    colours = 1 if layer.pixels.shape[2] <= 2 else 3
    pixels, own = fitted(layer.pixels, colours, np.uint8)
    picture: NDArray[Any] = with_alpha(pixels, product(own, layer.coverage(layer.box)))
    picture[picture[..., -1] == 0] = 0  # packs well
    return picture


def as_meant(group: GroupNode) -> GroupNode | LayerNode:
    """A group without what is in it for GIMP; as GIMP showed it, where that is what GIMP has saved."""
    *above, shown = group.children or (GroupNode(),)
    if not above or not isinstance(shown, LayerNode):
        return group
    if shown.op == MASK and group.isolated:
        return _over_nothing(group, above)
    kept = above[0]
    # GIMP keeps names unlike each other by numbers behind them, and the mask has lost its mode for good.
    is_of_gimp = kept.op == op_of("darken") and kept.name.startswith(KEPT) and shown.name.startswith(SHOWN)
    if len(above) > 1 or not is_of_gimp or (shown.op, group.x, group.y) != (NORMAL, 0, 0):
        return group
    return replace(
        shown,
        name=group.name,
        opacity=group.opacity * shown.opacity,
        visible=group.visible and shown.visible,
        op=group.op,
        locked=group.locked,
    )


def _over_nothing(group: GroupNode, above: Sequence[Node]) -> GroupNode:
    """An isolated group whose lowest picture is a mask and so shows nothing. above: what shows of it."""
    *others, lowest = above
    if blend_of(lowest.op) is None:
        return group
    lowest = replace(lowest, op=NORMAL)
    if others or not isinstance(lowest, GroupNode):
        return replace(group, children=(*others, lowest))
    return replace(
        lowest,
        name=group.name,
        x=group.x + lowest.x,
        y=group.y + lowest.y,
        opacity=group.opacity * lowest.opacity,
        visible=group.visible and lowest.visible,
        op=group.op,
        locked=group.locked or lowest.locked,
    )
