"""Moves between press and release: all of them count, however fast they come and however long each takes to paint."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.editor.canvas.stroke import BUDGET_S, SLACK, telling
from app.editor.tools.base import Spot
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Clock, Modifier, hole_of, on_widget, press

JOINS = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
CIRCLE = [(200 + 80 * math.cos(turn), 150 + 80 * math.sin(turn)) for turn in np.linspace(0, 2 * math.pi, 181)]
places = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=40)


def misses(kept: list[Spot], spot: Spot) -> float:
    """How far a spot is from the line through others."""
    best = math.inf
    for a, b in itertools.pairwise(kept):
        dx, dy = b.x - a.x, b.y - a.y
        length = dx * dx + dy * dy
        share = min(max(((spot.x - a.x) * dx + (spot.y - a.y) * dy) / length, 0), 1) if length else 0
        best = min(best, math.hypot(spot.x - a.x - share * dx, spot.y - a.y - share * dy))
    return best


@given(places, st.sampled_from([0.25, 1.0, 6.0]))
def test_moves_that_are_left_out_make_no_difference(line: list[tuple[int, int]], grain: float) -> None:
    spots = [Spot(x, y, grain=grain) for x, y in line]
    kept = telling(spots[0], spots[1:], 8.0, most=99)
    assert kept[-1] is spots[-1]
    assert [spot for spot in spots if any(spot is one for one in kept)] == kept
    assert all(misses([spots[0], *kept], spot) <= SLACK * grain + 1e-9 for spot in spots)


def test_a_straight_line_is_its_end_and_pressure_bends_it() -> None:
    straight = [Spot(10.0 * n, 5.0 * n) for n in range(30)]
    assert telling(straight[0], straight[1:], 20.0, most=99) == [straight[-1]]
    pressed = [Spot(10.0 * n, 5.0 * n, pressure=1 - abs(n - 15) / 15) for n in range(31)]
    assert telling(pressed[0], pressed[1:], 20.0, most=99) == [pressed[15], pressed[30]]


def test_no_more_than_there_is_time_for() -> None:
    spots = [Spot(x, y) for x, y in CIRCLE[:91]]
    kept = telling(spots[0], spots[1:], 8.0, most=4)
    assert len(kept) == 4
    assert kept[-1] is spots[-1]
    assert max(misses([spots[0], *kept], spot) for spot in spots) < 10  # the best four


def test_the_system_joins_no_moves_while_a_stroke_is_drawn(window: Window) -> None:
    was_on = QApplication.testAttribute(JOINS)
    QApplication.setAttribute(JOINS, True)
    try:
        press(window.canvas, [(60.0, 60.0), (120.0, 90.0)])
        assert not QApplication.testAttribute(JOINS)
        QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 120, 90))
        assert QApplication.testAttribute(JOINS)
        press(window.canvas, [(60.0, 60.0), (120.0, 90.0)])
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
        assert QApplication.testAttribute(JOINS)
    finally:
        QApplication.setAttribute(JOINS, was_on)


def test_a_slow_brush_keeps_up_and_draws_all(
    window: Window, stroke_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, lay, told = window.toolbox.tool, window.toolbox.tool.move, []

    def slow(spot: Spot) -> None:
        told.append(spot)
        stroke_clock.now_s += 1.5 * BUDGET_S
        lay(spot)

    monkeypatch.setattr(tool, "move", slow)
    canvas = window.canvas
    QTest.mousePress(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, *CIRCLE[0]))
    for point in CIRCLE[1:]:
        QTest.mouseMove(canvas, on_widget(canvas, *point))
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, *CIRCLE[-1]))
    monkeypatch.undo()
    assert len(told) < 40
    assert window.session.stack.count() == 1
    hole = hole_of(window)
    assert all(hole[round(y), round(x)] for x, y in CIRCLE)


def test_moves_that_wait_come_with_the_next_turn(
    window: Window, stroke_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, lay = window.toolbox.tool, window.toolbox.tool.move

    def slow(spot: Spot) -> None:
        stroke_clock.now_s += 1.5 * BUDGET_S
        lay(spot)

    monkeypatch.setattr(tool, "move", slow)
    press(window.canvas, [(60, 60), (100, 60), (140, 60), (180, 60)])
    QApplication.processEvents()
    QTest.qWait(1)
    assert hole_of(window)[60, 62:178].all()
    monkeypatch.undo()
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 180, 60))
