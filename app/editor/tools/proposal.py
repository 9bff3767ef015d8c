"""Pixels that were found and show in a plane, but are no step before a person takes them."""

from __future__ import annotations

from app.document.planes import Draft, Plane, Tiles
from app.document.planes.combining import Mode, patch_of


class Proposal:
    """At most one thing at a time. It steps aside while something else becomes a step, and comes back after it."""

    def __init__(self) -> None:
        self._tiles: Tiles = {}
        self._plane: Plane | None = None
        self._mode: Mode = "add"
        self._draft: Draft | None = None
        self._is_aside = False

    @property
    def is_shown(self) -> bool:
        # An undo or another stroke takes a draft off: then there is nothing to take any more.
        return self._draft is not None and not self._draft.has_ended

    @property
    def is_aside(self) -> bool:
        return self._is_aside

    @property
    def tiles(self) -> Tiles:
        """What shows; nothing if nothing does."""
        return self._tiles if self.is_shown else {}

    def show(self, plane: Plane, tiles: Tiles, mode: Mode = "add") -> None:
        """Show the plane as it would be with these tiles, in the place of what shows."""
        self.take_off()
        self._plane, self._tiles, self._mode, self._is_aside = plane, tiles, mode, False
        self._draft = Draft(plane)
        self._draft.show(patch_of(mode, plane, tiles))

    def take_off(self) -> None:
        """Leave the plane as it is without it."""
        draft, self._draft = self._draft, None
        if draft is not None:
            draft.abort()

    def step_aside(self) -> None:
        self._is_aside = self._is_aside or self.is_shown  # one step may be made within another
        self.take_off()

    def come_back(self) -> None:
        if self._is_aside and self._plane is not None:
            self.show(self._plane, self._tiles, self._mode)

    def end(self) -> None:
        """Take it off for good."""
        self.take_off()
        self._tiles, self._plane, self._is_aside = {}, None, False
