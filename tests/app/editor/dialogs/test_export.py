"""The export dialog: latest answer only, choices remembered, refusals as one line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.editor.dialogs import export as export_module
from app.editor.dialogs.copypicture import LARGEST, CopyPicture
from app.editor.dialogs.export import ExportDialog, size_text
from app.editor.dialogs.interest import place_of_interest
from app.editor.errands import Errands
from app.editor.window.window import Window
from app.files.export import ExportOptions
from app.files.metadata import Metadata
from app.files.photo import open_photo
from app.files.settings import Settings
from app.worker import StepWorker
from tests.app.conftest import noise
from tests.app.editor.conftest import stroke, turn_wheel
from tests.patience import MOMENT_S


@pytest.fixture
def errands() -> Iterator[Errands]:
    made = Errands()
    yield made
    made.stop()


def dialog_of(qtbot, errands: Errands, pixels: np.ndarray, settings: Settings | None = None) -> ExportDialog:
    dialog = ExportDialog(None, Document(pixels), Metadata(), settings or Settings(), errands)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_wheel_changes_no_field_that_it_passes(qtbot, errands: Errands) -> None:
    dialog = dialog_of(qtbot, errands, noise(300, 200), Settings(export_format="JPEG", export_quality=70))
    fields, before = dialog.fields, dialog.options
    for field in (fields.format, fields.slider, fields.quality):
        field.clearFocus()
        for turns in (1, -1, -1):
            turn_wheel(field, QPointF(field.rect().center()), turns)
        assert not field.hasFocus()
    assert dialog.options == before
    fields.quality.setFocus()
    qtbot.waitUntil(fields.quality.hasFocus)
    turn_wheel(fields.quality, QPointF(fields.quality.rect().center()), 1)
    assert dialog.options.quality == 71
    dialog.end()


def test_the_size_follows_the_quality(qtbot, errands: Errands) -> None:
    dialog = dialog_of(qtbot, errands, noise(300, 200))
    qtbot.waitUntil(lambda: dialog.size_text.endswith("kB"))
    before = float(dialog.size_text.split()[0])
    dialog.fields.slider.setValue(10)
    assert not dialog._size.isEnabled()
    qtbot.waitUntil(dialog._size.isEnabled)
    assert float(dialog.size_text.split()[0]) < before / 3
    assert dialog._picture.picture is not None
    dialog.end()


def test_what_the_copy_lacks_is_said_and_a_fill_that_is_done_meanwhile_is_in_it(
    open_window, engine, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("CMYK", (400, 300), (30, 60, 90, 0)).save(tmp_path / "print.tif")
    window = open_window(StepWorker(engine), tmp_path / "print.tif")
    stroke(window.canvas, [(60.0, 60.0), (120.0, 90.0)])
    window.filling.start()
    said: list[str] = []

    def exec_(dialog: ExportDialog) -> QDialog.DialogCode:
        dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PNG"))
        for act in (lambda: None, window.door.step, lambda: dialog.fields.format.setCurrentIndex(5)):
            act()
            qtbot.waitUntil(dialog._size.isEnabled)
            said.append(dialog._words.text())
        assert dialog._document.layers == window.session.document.layers
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(ExportDialog, "exec", exec_)
    window.file_verbs.export()
    before, after, psd = said
    assert "CMYK without a profile became RGB" in before
    assert "the fill that is running is not in it" in before
    assert "CMYK" in after
    assert "running" not in after
    assert psd.startswith("Its size is known once it is written.\nCMYK")


def test_only_the_latest_answer_is_shown(qtbot, errands: Errands, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ExportOptions] = []
    real = export_module.preview

    def preview(document, metadata, options, at):
        asked.append(options)
        if len(asked) == 1:
            qualities_set.wait(MOMENT_S)
        return real(document, metadata, options, at)

    qualities_set = threading.Event()
    monkeypatch.setattr(export_module, "preview", preview)
    dialog = dialog_of(qtbot, errands, noise(100, 100))
    qtbot.waitUntil(lambda: len(asked) == 1)
    for quality in range(20, 60):
        dialog.fields.quality.setValue(quality)
        QApplication.processEvents()
    qtbot.wait(250)
    qualities_set.set()
    qtbot.waitUntil(dialog._size.isEnabled)
    assert [options.quality for options in asked] == [90, 59]
    dialog.end()


def with_fills(pixels: np.ndarray, *boxes: Box) -> Document:
    document = Document(pixels)
    for box in boxes:
        alpha = np.full(box.size.shape, 255, np.uint8)
        filled = np.full((*box.size.shape, 3), 10 * document.new_layer_id(), np.uint8)
        document.insert_layer(0, Layer(len(document.layers) + 1, "Fill", box, filled, alpha))
    return document


def test_the_newest_fill_is_looked_at_first(qtbot) -> None:
    document = with_fills(noise(800, 600), Box(0, 0, 40, 40), Box(380, 500, 420, 540))
    picture = CopyPicture(document, LARGEST)
    qtbot.addWidget(picture)
    assert picture.at == (400, 456)  # as near as the edge of the photo lets it
    seen = Size(384, 288)
    assert place_of_interest(document, seen) == (400, 520)
    assert place_of_interest(Document(noise(800, 600)), seen) == (400, 300)


def test_the_chosen_fill_comes_before_the_newest() -> None:
    document = with_fills(noise(800, 600), Box(0, 0, 40, 40), Box(380, 500, 420, 540))
    first = document.layers[1]
    assert first.box.x0 == 0
    seen = Size(384, 288)
    assert place_of_interest(document, seen, first.id) == (20, 20)
    document.put_layer(replace(first, visible=False))
    assert place_of_interest(document, seen, first.id) == (400, 520)  # nothing of it is in the copy


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_of_a_large_fill_what_was_changed_most_is_looked_at(depth: type) -> None:
    photo = np.full((1200, 2400, 3), np.iinfo(depth).max // 2, depth)
    filled = photo.copy()
    filled[1000:1100, 2100:2200] = 0  # a thing that went, at one end of all that was covered
    filled[100:110, 200:210] = 0
    alpha = np.zeros((1200, 2400), np.uint8)
    alpha[1000:1100, 2100:2200] = alpha[100:110, 200:210] = 255
    document = Document(photo)
    document.insert_layer(0, Layer(1, "Fill", Box(0, 0, 2400, 1200), filled, alpha))
    x, y = place_of_interest(document, Size(384, 288))
    assert abs(x - 2150) < 192 - 50
    assert abs(y - 1050) < 144 - 50


def test_another_part_is_dragged_into_sight_and_encoded(
    qtbot, errands: Errands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.files.export.MOST_EXACT", 250_000)
    pixels = noise(1200, 800)
    dialog = dialog_of(qtbot, errands, pixels, Settings(export_format="PNG"))
    picture = dialog._picture
    qtbot.waitUntil(lambda: picture.picture is not None)

    def seen() -> list[int]:
        tone = picture.grab().toImage().pixelColor(5, 7)
        return [tone.red(), tone.green(), tone.blue()]

    def there() -> list[int]:
        return pixels[picture.box.y0 + 7, picture.box.x0 + 5].tolist()

    assert seen() == there()
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(picture, QPoint(500, 60))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=QPoint(500, 60))
    assert picture.at == (200, 440)
    qtbot.waitUntil(lambda: seen() == there())
    for _ in range(49):
        QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.box.x1 == 1200
    qtbot.waitUntil(lambda: seen() == there())
    dialog.end()


def test_a_format_that_cannot_hold_it_says_why(qtbot, errands: Errands) -> None:
    dialog = dialog_of(qtbot, errands, np.zeros((9, 9, 4), np.uint8))
    qtbot.waitUntil(lambda: dialog.size_text == "Cannot be exported")
    assert "transparency" in dialog._words.text()
    assert not dialog._export.isEnabled()
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PNG"))
    assert dialog._export.isEnabled()
    dialog.end()


def test_what_a_format_has_not_is_not_offered(qtbot, errands: Errands) -> None:
    dialog = dialog_of(qtbot, errands, noise(9, 9), Settings(export_format="PNG"))
    assert not dialog.fields.quality.isEnabled()
    formats = dialog.findChild(QComboBox)
    assert formats is not None
    formats.setCurrentIndex(formats.findData("WebP"))
    assert (dialog.fields.quality.isEnabled(), dialog.fields.lossless.isVisible()) == (False, True)
    dialog.fields.lossless.setChecked(False)
    assert dialog.fields.quality.isEnabled()
    dialog.end()


def test_the_copy_is_written_and_the_choices_remembered(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    target = tmp_path / "copy.webp"

    def choose(dialog: ExportDialog) -> QDialog.DialogCode:
        dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("WebP"))
        dialog.fields.lossless.setChecked(False)
        dialog.fields.quality.setValue(40)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportDialog, "exec", choose)
    monkeypatch.setattr("app.editor.dialogs.files.ask_export", lambda *_: target)
    window.actions_["export"].trigger()
    qtbot.waitUntil(lambda: not window.errands.is_busy())
    assert open_photo(target).format == "WEBP"
    settings = window.session.settings
    assert (settings.export_format, settings.export_quality, settings.export_lossless) == ("WebP", 40, False)
    assert window.notices.text == "Copy written to copy.webp"
    assert not window.isWindowModified()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (123_456, "123 kB"), (999_600, "1.0 MB"), (5e9, "5.0 GB")],
)
def test_sizes_are_for_people(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize("can_write", [False, True])
def test_a_late_answer_of_another_format_leaves_psd_alone(
    qtbot,
    errands: Errands,
    monkeypatch: pytest.MonkeyPatch,
    can_write: bool,
) -> None:
    asked: list[str] = []
    begun, may_end = threading.Event(), threading.Event()
    real = export_module.preview

    def preview(document, metadata, options, at):
        asked.append(options.format)
        begun.set()
        may_end.wait(MOMENT_S)
        return real(document, metadata, options, at)

    monkeypatch.setattr(export_module, "preview", preview)
    monkeypatch.setattr(export_module.psd, "can_write", lambda: can_write)
    dialog = dialog_of(qtbot, errands, noise(30, 20))
    qtbot.waitUntil(begun.is_set)
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PSD"))
    said = (dialog.size_text, dialog._words.text(), dialog._export.isEnabled())
    assert said[2] is can_write
    may_end.set()
    qtbot.waitUntil(lambda: not errands.is_busy())
    dialog._picture.wanted.emit()  # as when it is dragged
    qtbot.wait(2 * export_module.DELAY_MS)
    qtbot.waitUntil(lambda: not errands.is_busy())
    assert (dialog.size_text, dialog._words.text(), dialog._export.isEnabled()) == said
    assert asked == ["JPEG"]
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PNG"))
    qtbot.waitUntil(lambda: asked == ["JPEG", "PNG"] and dialog._picture.picture is not None)
    dialog.end()


def test_the_button_looks_as_if_it_could_not_be_pressed(
    window: Window, qtbot, errands: Errands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module.psd, "can_write", lambda: False)
    assert window.session.photo is not None
    pixels = noise(30, 20)
    dialog = ExportDialog(window, Document(pixels), Metadata(), Settings(export_format="PNG"), errands)
    qtbot.addWidget(dialog)
    dialog.show()
    ready = dialog._export.grab().toImage().pixelColor(8, 8)
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PSD"))
    assert dialog._export.grab().toImage().pixelColor(8, 8) != ready
    dialog.end()


def test_nothing_is_said_of_a_preview_that_is_not_there(qtbot, errands: Errands) -> None:
    dialog = dialog_of(qtbot, errands, noise(30, 20))
    assert dialog._caption.isHidden()
    qtbot.waitUntil(lambda: dialog._picture.picture is not None)
    assert not dialog._caption.isHidden()
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PSD"))
    assert dialog._caption.isHidden()
    assert dialog._picture.picture is None
    dialog.end()


def test_psd_is_offered_and_says_what_it_lacks(qtbot, errands: Errands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module.psd, "can_write", lambda: False)
    dialog = dialog_of(qtbot, errands, noise(30, 20))
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PSD"))
    assert not dialog._export.isEnabled()
    assert "pip install 'gatebrush[psd]'" in dialog._words.text()
    dialog.fields.format.setCurrentIndex(dialog.fields.format.findData("PNG"))
    assert dialog._export.isEnabled()
    dialog.end()


def test_for_a_psd_what_the_photo_says_can_be_chosen_but_not_the_profile(qtbot, errands: Errands) -> None:
    dialog = dialog_of(qtbot, errands, noise(30, 20))
    for name, is_psd in (("PSD", True), ("PNG", False)):
        dialog.fields.format.setCurrentIndex(dialog.fields.format.findData(name))
        assert dialog.fields.profile.isEnabled() is not is_psd
        assert dialog.fields.metadata.isEnabled()
        assert dialog.fields.mark.isEnabled()
    dialog.end()
