"""The tree of an OpenRaster stack as one row of pieces, the lowest first, and what is lost by that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.files.line import Line
from app.files.project.blending import blend_of
from app.files.project.gimp import as_meant
from app.files.project.stack import MASK, NORMAL, GroupNode, LayerNode, Node

_COUNTERPARTS = {MASK, "svg:dst-out", "svg:src-in", "svg:src-out", "svg:clear", "svg:dst"}
"""They take pixels away: shown as pictures they would hide what they were to mask."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A layer at its place in the picture. masks: the pictures that cut it, each with its corner."""

    src: str
    name: str
    x: int
    y: int
    opacity: float = 1.0
    visible: bool = True
    op: str = NORMAL
    locked: bool = False
    masks: tuple[tuple[str, int, int], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it shows just its pixels."""
        return self.visible and self.opacity == 1.0 and self.op == NORMAL and not self.masks


def pieces_of(root: tuple[Node, ...]) -> tuple[list[Piece], list[str]]:
    """The pieces, the lowest first, and notes for people on what looks different now."""
    lost: dict[str, list[str]] = {"mode": [], "group": [], "mask": []}
    pieces = [_settled(piece, lost) for piece in _row(root, 0, 0, lost)]
    notes: list[str] = []
    if lost["mode"]:
        modes = ", ".join(sorted(set(lost["mode"])))
        notes.append(Line("blend modes that are not known here became normal: {modes}", modes=modes))
    if count := len(lost["group"]):
        notes.append(
            Line("1 group was taken apart, so it may look different")
            if count == 1
            else Line("{count} groups were taken apart, so it may look different", count=count)
        )
    if count := len(lost["mask"]):
        notes.append(
            Line("1 layer that cuts others was hidden: such masks are not known here")
            if count == 1
            else Line("{count} layers that cut others were hidden: such masks are not known here", count=count)
        )
    return pieces, notes


def _row(nodes: tuple[Node, ...], x: int, y: int, lost: dict[str, list[str]]) -> Iterator[Piece]:
    for told in reversed(nodes):
        node = as_meant(told) if isinstance(told, GroupNode) else told
        at_x, at_y = x + node.x, y + node.y
        if isinstance(node, LayerNode):
            yield Piece(node.src, node.name, at_x, at_y, node.opacity, node.visible, node.op, node.locked)
        elif (masked := _masked(node, at_x, at_y)) is not None:
            yield masked
        else:
            if node.opacity < 1 or node.op != NORMAL or node.isolated:
                lost["group"].append(node.name)
            for piece in _row(node.children, at_x, at_y, lost):
                op = node.op if piece.op == NORMAL else piece.op
                visible, locked = piece.visible and node.visible, piece.locked or node.locked
                yield replace(piece, opacity=piece.opacity * node.opacity, visible=visible, op=op, locked=locked)


def _masked(group: GroupNode, x: int, y: int) -> Piece | None:
    """The layer that a group of one picture and masks above it stands for; None for any other group."""
    *masks, picture = group.children or (GroupNode(),)
    if not masks or not isinstance(picture, LayerNode) or not picture.visible:
        return None
    if (picture.opacity, picture.op) != (1.0, NORMAL):
        return None
    cuts = []
    for mask in masks:
        if not isinstance(mask, LayerNode) or mask.op != MASK or not mask.visible or mask.opacity < 1:
            return None
        cuts.append((mask.src, x + mask.x, y + mask.y))
    name, locked = group.name or picture.name, group.locked or picture.locked
    x, y = x + picture.x, y + picture.y
    return Piece(picture.src, name, x, y, group.opacity, group.visible, group.op, locked, tuple(cuts))


def _settled(piece: Piece, lost: dict[str, list[str]]) -> Piece:
    """With a blend mode that is known here."""
    if piece.op in _COUNTERPARTS:
        lost["mask"].append(piece.name)
        return replace(piece, visible=False, op=NORMAL)
    if blend_of(piece.op) is None:
        lost["mode"].append(piece.op)
        return replace(piece, op=NORMAL)
    return piece
