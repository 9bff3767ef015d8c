"""How large the brushes are on this photo: as a person chose, unless that would cover it with one stroke.

A size that is too large for a photo is cut there, for use alone. Who then chooses another one means photos as small as
this: it is kept beside the size for larger photos, which stays as it is. A size that was chosen on a photo no larger
than this one was seen to be as large as that, and is never cut.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.editor.session import Session

WIDEST = 4  # radii of the widest brush across a photo, unless a person chose a wider one
MOST = 8  # sizes that are kept for small photos
_KEPT = {"brush_radius": "brush_sizes", "smart_radius": "smart_sizes"}

Sizes = Mapping[str, float]
"""{shorter side of a photo, as a text: the radius that was chosen there}, the latest last."""


class Radii(QObject):
    """The cut is of one window and one photo. The settings are the person's own, of all windows and the next start, and
    change only when another size is chosen."""

    changed = Signal()  # without another setting, of which the session tells

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.opened.connect(self.changed)

    @property
    def brush(self) -> float:
        """Pixels of the photo."""
        return self.of("brush_radius")

    @property
    def smart(self) -> float:
        """Of the scribbles of smart select, in pixels of the photo."""
        return self.of("smart_radius")

    def of(self, name: str) -> float:
        """name: of the setting."""
        radius: float = getattr(self._session.settings, name)
        side = self._side
        return radius if side is None else used(side, radius, self._sizes(name))

    def choose(self, name: str, radius: float) -> None:
        """As the person wants it, on this photo and from now on."""
        side, present = self._side, getattr(self._session.settings, name)
        if side is None:
            self._session.change(**{name: radius, _KEPT[name]: {}})
        else:
            wanted, sizes = chosen(side, radius, present, self._sizes(name))
            self._session.change(**{name: wanted, _KEPT[name]: sizes})
        self.changed.emit()  # a field may show what was typed, though nothing has become of it

    @property
    def _side(self) -> int | None:
        document = self._session.document
        return None if document is None else min(document.size.width, document.size.height)

    def _sizes(self, name: str) -> Sizes:
        sizes: Sizes = getattr(self._session.settings, _KEPT[name])
        return sizes


def used(side: int, radius: float, sizes: Sizes) -> float:
    """On a photo of this shorter side, in its pixels. radius: chosen for photos of any size."""
    if _fits(radius, _side_of(radius, sizes), side):
        return radius
    _, small = _small_one(side, sizes)
    return min(radius, _largest(side)) if small is None else small


def chosen(side: int, wanted: float, radius: float, sizes: Sizes) -> tuple[float, dict[str, float]]:
    """What is kept once this is wanted on a photo of this shorter side: for photos of any size, and for small ones.

    radius, sizes: as they were.
    """
    if _fits(radius, _side_of(radius, sizes), side):
        small = {key: one for key, one in sizes.items() if int(key) < side and one != radius}
        return wanted, _pruned({**small, str(side): wanted})
    on = _side_of(radius, sizes)
    own = {key: one for key, one in sizes.items() if int(key) == on}
    replaced, _ = _small_one(side, sizes)
    small = {key: one for key, one in sizes.items() if key not in (*own, replaced, str(side))}
    return radius, {**own, **_pruned({**small, str(side): wanted})}


def _pruned(sizes: dict[str, float]) -> dict[str, float]:
    """Without those for photos that are not too small for the latest one any more."""
    side, latest = list(sizes.items())[-1]
    needed = {key: one for key, one in sizes.items() if int(key) >= int(side) or latest > _largest(int(key))}
    return dict(list(needed.items())[-MOST:])


def _small_one(side: int, sizes: Sizes) -> tuple[str, float | None]:
    """The size for small photos that is used on one of this side, of those that were chosen on the largest ones; None
    if there is none yet."""
    for key in sorted(sizes, key=int, reverse=True):
        if _fits(sizes[key], int(key), side):
            return key, sizes[key]
    return "", None


def _fits(radius: float, on: float, side: int) -> bool:
    """Whether a radius that was chosen on a photo of one shorter side is used as it is on one of another."""
    return radius <= _largest(side) or on <= side


def _side_of(radius: float, sizes: Sizes) -> float:
    """Of the photo on which the size for all photos was chosen."""
    return max((int(key) for key, one in sizes.items() if one == radius), default=math.inf)


def _largest(side: int) -> float:
    return max(1.0, side / WIDEST)
