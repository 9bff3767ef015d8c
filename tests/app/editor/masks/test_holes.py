"""Earlier holes come back, whatever was filled since."""

from __future__ import annotations

import numpy as np

from app.document.geometry import Box, Size
from app.document.planes import ColourDraft, Draft, Plane, Tiles
from app.editor.masks.holes import MOST, PastHole, PastHoles
from app.editor.window.window import Window
from tests.app.document.conftest import dab
from tests.app.editor.conftest import hole_of, stroke


def tiles(x: float, y: float = 50, radius: float = 9) -> Tiles:
    plane = Plane(Size(400, 300))
    draft = Draft(plane)
    draft.paint(*dab((x, y), radius), erase=False)
    plane.swap(draft.finish())
    return plane.snapshot()


def test_the_newest_is_first_and_each_is_there_once() -> None:
    holes = PastHoles()
    for x in (50, 150, 250, 150):
        holes.remember(PastHole(tiles(x), {}, {}))
    holes.remember(PastHole({}, {}, {}))
    assert len(holes) == 3
    assert [next(iter(past.hole)) for past in holes] == [(0, 1), (0, 1), (0, 0)]
    assert np.array_equal(holes[0].hole[0, 1], tiles(150)[0, 1])
    for x in range(20, 300, 10):
        holes.remember(PastHole(tiles(x), {}, {}))
    assert len(holes) == MOST
    holes.clear()
    assert len(holes) == 0


def test_holes_of_several_fills_are_in_the_menu(window: Window, door) -> None:
    places, holes = [(60.0, 60.0), (200.0, 150.0), (330.0, 250.0)], []
    for place in places:
        stroke(window.canvas, [place])
        holes.append(hole_of(window))
        window.filling.start()
        door.step()
    menu = window.masking.holes.menu
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert len(texts) == 3
    assert all("px at" in text for text in texts)
    assert not any(action.icon().isNull() for action in menu.actions())
    menu.actions()[2].trigger()
    assert np.array_equal(hole_of(window), holes[0])
    assert window.session.stack.undoText() == "Reselect earlier mask"
    window.session.stack.undo()
    assert not hole_of(window).any()
    window.actions_["reselect"].trigger()
    assert np.array_equal(hole_of(window), holes[2])


def test_a_menu_without_holes_says_so(window: Window) -> None:
    menu = window.masking.holes.menu
    menu.aboutToShow.emit()
    assert [action.isEnabled() for action in menu.actions()] == [False]


def test_a_hole_comes_back_with_the_colours_of_its_fill(window: Window, door) -> None:
    colours = window.session.document.colours
    stroke(window.canvas, [(60, 60)])
    draft = ColourDraft(colours, (200, 90, 0))
    draft.paint(*dab((62, 60), 4), erase=False)
    window.session.push_patch("Paint colour", colours, draft.finish())
    painted = colours.snapshot()
    window.filling.start()
    door.step()
    assert colours.is_empty
    window.session.reselect()
    assert colours.snapshot() == painted
    window.session.stack.undo()
    assert colours.is_empty


def test_what_was_painted_over_while_the_fill_ran_stays(window: Window, door) -> None:
    colours = window.session.document.colours
    stroke(window.canvas, [(60, 60)])
    for colour, radius in (((200, 90, 0), 9), ((0, 90, 200), 4)):
        draft = ColourDraft(colours, colour)
        draft.paint(*dab((62, 60), radius), erase=False)
        window.session.push_patch("Paint colour", colours, draft.finish())
        if radius == 9:
            window.filling.start()
    door.step()
    left = colours.read(colours.bounds())
    assert colours.bounds() == Box(58, 56, 66, 64)
    assert {tuple(pixel) for pixel in left[left[..., 3] > 0]} == {(0, 90, 200, 255)}


def test_a_replaced_mask_can_be_had_back(window: Window) -> None:
    stroke(window.canvas, [(60, 60)])
    before = hole_of(window)
    window.session.set_mask("Import mask", ~before)
    window.session.reselect()
    assert np.array_equal(hole_of(window), before)
