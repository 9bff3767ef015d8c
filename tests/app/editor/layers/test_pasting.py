"""Pictures from outside as layers, and the picture to outside: clipboard, panel, drop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document import compose
from app.document.geometry import Box
from app.editor.canvas.sight import look
from app.editor.window.window import Window
from app.files.project import View
from tests.app.conftest import noise
from tests.app.editor.conftest import Button, Modifier


def settled(window: Window, qtbot) -> None:
    for _ in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.errands.is_busy())


def picture(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "bird.png"
    Image.fromarray(noise(60, 40, seed=9)).save(path)
    return path


def drop(window: Window, path: Path, place: QPoint, qtbot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, Button.LeftButton, Modifier.NoModifier)
    window.dropEvent(event)
    settled(window, qtbot)


def test_copied_and_pasted_is_the_same_picture(window: Window, qtbot) -> None:
    before = picture(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_C, Modifier.ControlModifier)
    settled(window, qtbot)
    assert QGuiApplication.clipboard().image().size().toTuple() == (400, 300)
    QTest.keyClick(window.canvas, Qt.Key.Key_V, Modifier.ControlModifier)
    settled(window, qtbot)
    document = window.session.document
    assert document is not None
    assert [layer.name for layer in document.layers] == ["Pasted picture"]
    assert document.layers[0].box == Box.of(document.size)
    assert np.array_equal(document.layers[0].pixels, before)
    assert np.array_equal(picture(window), before)
    assert window.session.stack.text(0) == "Add Pasted picture"
    window.session.stack.undo()
    assert document.layers == ()


def test_a_transparent_picture_is_pasted_in_the_middle_of_what_is_seen(window: Window, qtbot) -> None:
    image = QImage(20, 10, QImage.Format.Format_ARGB32)
    image.fill(0x80FF0000)
    QGuiApplication.clipboard().setImage(image)
    look(window.canvas, View(4.0, 200.0, 100.0))
    window.pasting.paste()
    settled(window, qtbot)
    document = window.session.document
    assert document is not None
    (layer,) = document.layers
    assert layer.box == Box(190, 95, 210, 105)
    assert (layer.alpha == 128).all()
    assert layer.pixels[0, 0].tolist() == [255, 0, 0]


def test_an_empty_clipboard_is_said(window: Window, qtbot) -> None:
    QGuiApplication.clipboard().clear()
    window.pasting.paste()
    assert window.notices.text.startswith("Nothing to paste")
    assert not window.isWindowModified()


def test_a_picture_dropped_on_the_layers_is_a_layer(window: Window, other: Path, qtbot) -> None:
    place = window.layers.mapTo(window, window.layers.rect().center())
    drop(window, other, place, qtbot)
    document = window.session.document
    assert document is not None
    assert [layer.name for layer in document.layers] == ["bird"]
    assert window.layers.current is document.layers[0]
    assert window.isWindowModified()


@pytest.mark.parametrize("choice", ["_add", "_open", None])
def test_a_picture_dropped_on_the_photo_is_asked_about(
    window: Window, other: Path, choice: str | None, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    document = window.session.document
    assert document is not None
    asked: list[QPoint] = []

    def ask(place: QPoint) -> object:
        asked.append(place)
        return None if choice is None else getattr(window.dropping, choice)

    monkeypatch.setattr(window.dropping, "ask", ask)
    drop(window, other, window.canvas.mapTo(window, window.canvas.rect().center()), qtbot)
    assert len(asked) == 1
    assert len(document.layers) == (choice == "_add")
    assert (window.session.document is document) == (choice != "_open")


def test_a_project_dropped_on_the_layers_opens(window: Window, tmp_path: Path, qtbot) -> None:
    bad = tmp_path / "a.ora"
    bad.write_bytes(b"PK")
    with qtbot.waitSignal(window.filing.refused):
        drop(window, bad, window.layers.mapTo(window, window.layers.rect().center()), qtbot)


def test_a_file_that_is_no_picture_adds_nothing(window: Window, tmp_path: Path, qtbot) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no")
    window.pasting.add_files([bad, bad.with_name("none.png")])
    settled(window, qtbot)
    assert window.notices.text.startswith("Not added: picture ")
    assert all(f"{name} " in window.notices.text for name in ("bad.png", "none.png"))  # each, not the last alone
    assert window.session.stack.count() == 0


def test_a_picture_that_comes_late_does_not_land_in_another_photo(
    window: Window, other: Path, photo_file: Path, qtbot
) -> None:
    document = window.session.document
    window.pasting.add_files([other])
    window.session.show(None)
    settled(window, qtbot)
    assert document is not None
    assert document.layers == ()
