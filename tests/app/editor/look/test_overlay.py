"""How the mask is shown: a colour that is seen, a pattern, an opacity, each as the person wants it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.document import Document
from app.document.planes import Draft
from app.editor.dialogs.overlay import OverlayDialog
from app.editor.look.contrast import PALETTE, colour_over, main_colour
from app.editor.look.oklab import oklab
from app.editor.look.tinting import STROKES
from app.editor.openphoto import OpenPhoto
from app.editor.panels.firststeps import SAMPLE
from app.editor.window.window import Window
from app.files.metadata import Metadata
from app.files.photo import open_photo
from app.files.settings import Settings
from tests.app.document.conftest import dab
from tests.app.editor.conftest import on_widget, stroke

USUAL, SHARE = Settings().overlay_colour, Settings().overlay_opacity


def plain(colour: str, dtype: type = np.uint8) -> np.ndarray:
    tone = QColor(colour)
    photo = np.full((60, 80, 3), (tone.red(), tone.green(), tone.blue()), dtype=dtype)
    return photo * (257 if dtype == np.uint16 else 1)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_usual_colour_gives_way_where_the_photo_has_it(dtype: type) -> None:
    assert main_colour(plain("#4060a0", dtype), USUAL, SHARE) == USUAL
    other = main_colour(plain(USUAL, dtype), USUAL, SHARE)
    assert other != USUAL
    assert other in PALETTE
    assert colour_over(Document(plain(USUAL, dtype)), other, SHARE) == other


def colours_at(photo: np.ndarray, *places: int) -> list[str]:
    """Of a round mask at these columns, halfway down."""
    document, found = Document(photo), []
    main = main_colour(photo, USUAL, SHARE)
    for x in places:
        draft = Draft(document.hole)
        draft.paint(*dab((x, photo.shape[0] // 2), 6), erase=False)
        document.hole.swap(draft.finish())
        found.append(colour_over(document, main, SHARE))
        document.hole.swap(document.hole.clear_patch())
    return found


def test_one_colour_does_for_all_of_a_photo_if_any_can() -> None:
    photo = plain("#4060a0")
    photo[:, 40:] = plain(USUAL)[:, 40:]
    left, right = colours_at(photo, 10, 70)
    assert left == right != USUAL


def test_another_is_taken_just_there_where_little_of_the_photo_wants_it() -> None:
    photo = np.tile(plain("#4060a0"), (4, 4, 1))
    photo[90:150, 200:260] = plain(USUAL)[:, :60]
    left, there = colours_at(photo, 40, 230)
    assert left == USUAL
    assert there != USUAL


@pytest.mark.parametrize(("name", "wanted"), [("lighthouse", False), ("dune", False), ("wren", True), ("sign", True)])
def test_a_tint_is_told_from_colours_like_it(name: str, *, wanted: bool) -> None:
    """Red over a pink sky is told from the pink below it, but not from the darker pink beside it."""
    photo = open_photo(SAMPLE.with_name(f"{name}.jpg")).pixels
    width = photo.shape[1]
    colours = set(colours_at(photo, width // 10, width // 3, width // 2, 9 * width // 10))
    assert len(colours) == 1
    assert (colours == {USUAL}) == wanted


@pytest.mark.parametrize("ground", ["#000000", "#505050", "#8c8c8c", "#e6e6e6", "#a6c0f0", "#5a3c70"])
@pytest.mark.parametrize("colour", PALETTE)
def test_guide_strokes_are_told_from_every_mask(colour: str, ground: str) -> None:
    """Over dark, middle and light tones, a clear sky and a sea at dusk."""
    tinted = SHARE * rgb(colour) + (1 - SHARE) * rgb(ground)
    drawn = STROKES * rgb(Settings().sketch_colour) + (1 - STROKES) * tinted
    assert np.linalg.norm(oklab(drawn) - oklab(tinted)) > 0.12


def rgb(name: str) -> np.ndarray:
    tone = QColor(name)
    return np.array((tone.red(), tone.green(), tone.blue()), dtype=np.float64)


def test_grey_and_transparent_photos_are_looked_at_too() -> None:
    for channels in (1, 2, 4):
        grey = np.full((9, 9, channels), 128, np.uint8)
        assert main_colour(grey, USUAL, SHARE) == colour_over(Document(grey), USUAL, SHARE) == USUAL


@pytest.fixture
def dialog(window: Window) -> OverlayDialog:
    window.canvas.zoom_to(1.0)
    stroke(window.canvas, [(100, 100), (200, 100)])
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 20, 250))
    window.actions_["overlay"].trigger()
    assert window.masking.overlay is not None
    return window.masking.overlay


def inside(window: Window) -> list[QColor]:
    """Some pixels in a row within the mask."""
    picture = window.canvas.grab().toImage()
    places = [on_widget(window.canvas, x, 100) for x in range(120, 160)]
    return [picture.pixelColor(place) for place in places]


def test_changes_show_at_once(window: Window, dialog: OverlayDialog) -> None:
    before = inside(window)
    dialog.opacity.setValue(90)
    assert window.session.settings.overlay_opacity == pytest.approx(0.9)
    strong = inside(window)
    assert strong != before
    dialog.pattern.setCurrentIndex(1)
    dialog.pattern.activated.emit(1)
    assert window.session.settings.overlay_pattern == "hatch"
    assert inside(window) != strong
    dialog.pattern.activated.emit(2)
    window.session.clear_mask()
    photo = inside(window)
    window.session.stack.undo()
    assert inside(window) == photo  # the outline alone is painted
    assert not dialog.opacity.isEnabled()


def test_reset_brings_the_usual_back(window: Window, dialog: OverlayDialog) -> None:
    before = window.session.settings
    dialog.opacity.setValue(10)
    dialog.adapts.click()
    window.session.change(overlay_colour="#00ff00", overlay_pattern="hatch")
    assert dialog.colour.text() == "#00ff00"
    for button in dialog.findChildren(type(dialog.colour)):
        if button.text() == "Reset":
            button.click()
    assert window.session.settings == before


def test_escape_closes_it_and_it_opens_again(window: Window, dialog: OverlayDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    window.actions_["overlay"].trigger()
    assert dialog.isVisible()
    dialog.close()


def test_the_same_mask_has_the_same_colour_whichever_way_it_came_about(window: Window) -> None:
    photo = plain("#4060a0").repeat(10, axis=0).repeat(10, axis=1)
    photo[120:280, 80:240] = plain(USUAL)[0, 0]
    window.session.show(OpenPhoto(Document(photo), Path("a.png"), Metadata()))
    left = np.zeros((600, 800), bool)
    left[150:250, 100:200] = True

    def shown_with(mask: np.ndarray) -> str:
        window.session.set_mask("Mask", mask)
        return window.canvas._tints["hole"].colour.name()

    assert shown_with(left) != USUAL
    after_another = shown_with(left[:, ::-1])
    window.session.clear_mask()
    assert after_another == shown_with(left[:, ::-1]) == USUAL


def test_the_colour_changes_only_where_it_must(window: Window) -> None:
    photo = np.random.default_rng(1).integers(110, 150, (300, 400, 3), np.uint8)
    window.session.show(OpenPhoto(Document(photo), Path("a.png"), Metadata()))
    window.session.change(overlay_colour="#808080")

    def shown() -> str:
        return window.canvas._tints["hole"].colour.name()

    mask = np.zeros((300, 400), bool)
    mask[90:110, 90:110] = True
    window.session.set_mask("Mask", mask)
    first = shown()
    assert first != "#808080"
    window.session.set_mask("Mask", mask[::-1, ::-1])
    assert shown() == first
    window.session.change(overlay_adapts=False)
    assert shown() == "#808080"
