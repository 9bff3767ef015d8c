"""Observers are told in order, and may leave at any time."""

from __future__ import annotations

from app.document.geometry import EMPTY, Box
from app.document.observers import BoxObservers

BOX = Box(1, 2, 3, 4)


def test_all_are_told_in_order() -> None:
    observers = BoxObservers()
    told: list[tuple[str, Box]] = []
    observers.subscribe(lambda box: told.append(("first", box)))
    observers.subscribe(lambda box: told.append(("second", box)))
    observers.tell(BOX)
    assert told == [("first", BOX), ("second", BOX)]


def test_an_empty_box_is_no_news() -> None:
    observers = BoxObservers()
    told: list[Box] = []
    observers.subscribe(told.append)
    observers.tell(EMPTY)
    assert told == []


def test_one_callback_twice_is_two_subscriptions() -> None:
    observers = BoxObservers()
    told: list[Box] = []
    leave = observers.subscribe(told.append)
    observers.subscribe(told.append)
    observers.tell(BOX)
    leave()
    leave()
    observers.tell(BOX)
    assert told == [BOX] * 3


def test_an_observer_may_leave_while_it_is_told() -> None:
    observers = BoxObservers()
    told: list[Box] = []

    def once(box: Box) -> None:
        leave()
        told.append(box)

    leave = observers.subscribe(once)
    observers.subscribe(told.append)
    observers.tell(BOX)
    observers.tell(BOX)
    assert told == [BOX] * 3
