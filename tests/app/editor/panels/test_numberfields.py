"""What is typed into a number field, and what it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox

from app.editor.panels.fields import number, share_or_number
from app.editor.panels.numberfields import DecimalField, WholeField, read
from app.editor.window.window import Window
from tests.app.editor.conftest import layer_of

GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def typed(field: QAbstractSpinBox, keys: str) -> None:
    """In the place of what stands there."""
    field.selectAll()
    QTest.keyClicks(field, keys)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("ends", "keys", "value"),
    [
        ((1, 1000), "5000", 1000),
        ((1, 12), "20", 12),
        ((0, 64), "65", 64),
        ((1, 12), "0", 1),
        ((64, 65536), "5", 64),
        ((0, 255), "1.5", 2),
        ((0, 255), "12,5", 13),
        ((0, 255), "7a", 7),
        ((0, 255), "-5", 5),
        ((-500, 500), "-5", -5),
        ((-500, 500), "-9000", -500),
        ((0, 255), "", 8),
        ((0, 255), ".", 8),
    ],
)
def test_a_whole_number_is_the_nearest_to_what_was_typed(qtbot, ends: tuple[int, int], keys: str, value: int) -> None:
    field = number(ends, " px", "Size")
    field.setPrefix("± ")
    qtbot.addWidget(field)
    field.setValue(8)
    before = field.value() if keys in ("", ".") else value
    typed(field, keys)
    assert (field.value(), field.text()) == (before, f"± {before} px")


@pytest.mark.parametrize(
    ("keys", "value"), [("12.5", 12.5), ("12,5", 12.5), ("5,000", 5000.0), ("0", 0.01), ("999999", 100_000.0)]
)
def test_point_and_comma_are_the_same(qtbot, keys: str, value: float) -> None:
    field = share_or_number("Width")
    field.setRange(0.01, 100_000)
    field.setLocale(ENGLISH)
    qtbot.addWidget(field)
    typed(field, keys)
    assert field.value() == value


def test_what_is_typed_counts_when_typing_ends(qtbot) -> None:
    field = number((1, 64), " px", "Size")
    qtbot.addWidget(field)
    told: list[int] = []
    field.valueChanged.connect(told.append)
    field.selectAll()
    QTest.keyClicks(field, "650")
    assert field.text() == "650 px"
    assert told == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [64]


@given(st.integers(-(10**6), 10**6), st.integers(-(10**4), 10**4), st.integers(0, 10**4))
def test_any_whole_number_goes_to_the_nearest_of_the_range(value: int, low: int, width: int) -> None:
    field = WholeField()
    field.setRange(low, low + width)
    field.lineEdit().setText(str(value))
    field.interpretText()
    assert field.value() == min(max(value, low), low + width) or (value < 0 <= low)


@pytest.mark.parametrize(
    ("words", "locale", "value"),
    [
        ("5,000", ENGLISH, 5000.0),
        ("5.000", GERMAN, 5000.0),
        ("12,5", GERMAN, 12.5),
        ("12.5", GERMAN, 12.5),
        ("1 000", ENGLISH, 1000.0),
        ("\u22123", ENGLISH, -3.0),
        ("1,2,3", ENGLISH, None),
        ("", ENGLISH, None),
    ],
)
def test_numbers_are_read_as_they_are_meant(words: str, locale: QLocale, value: float | None) -> None:
    assert read(words, locale) == value


def test_a_decimal_field_says_how_many_it_takes(qtbot) -> None:
    field = DecimalField()
    qtbot.addWidget(field)
    field.setDecimals(0)
    field.setRange(1, 30_000)
    typed(field, "12.6")
    assert field.text() == "13"


@pytest.mark.parametrize(("key", "value"), [(Qt.Key.Key_Return, 90), (Qt.Key.Key_Escape, 16)])
def test_escape_drops_what_was_typed_into_the_bar(window: Window, key: Qt.Key, value: int) -> None:
    field = window.options.brush.diameter
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "90")
    QTest.keyClick(field, key)
    assert window.canvas.hasFocus()
    assert (field.value(), field.text(), window.session.radii.brush) == (value, f"{value} px", value / 2)


def test_escape_drops_an_opacity(placed: Window) -> None:
    field = placed.layers.controls.percent
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "9")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.value(), layer_of(placed).opacity) == (100, 1.0)
