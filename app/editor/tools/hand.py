"""The hand: drags the photo about."""

from __future__ import annotations

from app.editor.tools.base import Quiet, Spot


class Hand(Quiet):
    """Only says that it pans; the canvas does it."""

    pans = True
    radius = 0.0

    def erases(self, *, takes: bool) -> bool:  # noqa: ARG002 - the same question for all tools
        return False

    def press(self, spot: Spot) -> None: ...

    def move(self, spot: Spot) -> None: ...

    def abort(self) -> bool:
        return False
