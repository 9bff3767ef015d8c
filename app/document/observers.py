"""Plain callbacks that are told which box of pixels changed. No Qt here: the session turns them into signals."""

from __future__ import annotations

from collections.abc import Callable

from app.document.geometry import Box

BoxCallback = Callable[[Box], None]


class BoxObservers:
    """The callbacks of one plane or document, told in the order in which they subscribed.

    A callback must not raise: it runs inside undo and redo, which have no way to fail.
    """

    def __init__(self) -> None:
        self._callbacks: dict[object, BoxCallback] = {}

    def subscribe(self, callback: BoxCallback) -> Callable[[], None]:
        """Have the callback told each changed box. Returns what unsubscribes it; a second call of that does nothing."""
        ticket = object()  # not the callback itself: one callback may subscribe twice
        self._callbacks[ticket] = callback

        def unsubscribe() -> None:
            self._callbacks.pop(ticket, None)

        return unsubscribe

    def tell(self, box: Box) -> None:
        """Tell all of them, unless the box is empty."""
        if box.is_empty:
            return
        for callback in tuple(self._callbacks.values()):  # a callback may unsubscribe while it is told
            callback(box)
