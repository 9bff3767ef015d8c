"""A small photo cuts the brushes for as long as it is open; what the person has chosen is theirs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.document.geometry import Size
from app.editor.openphoto import OpenPhoto
from app.editor.panels.tooloptions import SmartOptions
from app.editor.session import Session
from app.editor.tools.radii import MOST, chosen, used
from app.editor.window.window import Window
from app.files.metadata import Metadata
from app.files.settings import RANGES, Settings, load_settings, save_settings

SIDES = st.integers(1, 400)
RADII = st.floats(*RANGES["brush_radius"])


def show(session: Session, width: int, height: int, tmp_path) -> None:
    pixels = np.zeros((height, width, 3), np.uint8)
    session.show(OpenPhoto(Document(pixels), tmp_path / "photo.png", Metadata()))
    assert session.document is not None
    assert session.document.size == Size(width, height)


@given(SIDES, SIDES, RADII, RADII)
def test_photos_change_no_settings(tmp_path_factory, width: int, height: int, brush: float, smart: float) -> None:
    settings = Settings(brush_radius=brush, smart_radius=smart)
    session = Session(settings)
    show(session, width, height, tmp_path_factory.getbasetemp())
    largest = max(1.0, min(width, height) / 4)
    assert (session.radii.brush, session.radii.smart) == (min(brush, largest), min(smart, largest))
    assert session.settings == settings


def test_the_next_photo_has_the_size_that_was_chosen(tmp_path) -> None:
    session = Session(Settings(brush_radius=60.0, smart_radius=40.0))
    for side, wanted in ((1, (1.0, 1.0)), (800, (60.0, 40.0)), (200, (50.0, 40.0)), (1, (1.0, 1.0))):
        show(session, side, side, tmp_path)
        assert (session.radii.brush, session.radii.smart) == wanted
    session.show(None)
    assert (session.radii.brush, session.radii.smart) == (60.0, 40.0)


@pytest.mark.parametrize("radius", [2.0, 30.0, 60.0, 90.0])  # under the cut, over it, the setting itself, larger
def test_what_is_chosen_on_a_small_photo_holds_on_small_ones(tmp_path, radius: float) -> None:
    session = Session(Settings(brush_radius=60.0))
    show(session, 40, 40, tmp_path)
    session.radii.choose("brush_radius", radius)
    assert (session.radii.brush, session.settings.brush_radius) == (radius, 60.0)
    show(session, 800, 800, tmp_path)
    assert session.radii.brush == 60.0
    for side, wanted in ((50, radius), (40, radius), (8, min(radius, 2.0))):
        show(session, side, side, tmp_path)
        assert session.radii.brush == wanted


def test_a_photo_on_which_it_was_chosen_never_cuts_it(tmp_path) -> None:
    session = Session(Settings())
    show(session, 4800, 1950, tmp_path)
    session.radii.choose("brush_radius", 500.0)
    again = Session(session.settings)  # the next start
    for side, wanted in ((1950, 500.0), (1960, 500.0), (1900, 475.0), (1000, 250.0), (2000, 500.0)):
        show(again, side, side, tmp_path)
        assert again.radii.brush == wanted
    session.radii.choose("brush_radius", 300.0)
    show(session, 800, 800, tmp_path)
    assert session.radii.brush == 200.0


def test_sizes_for_photos_of_several_kinds_do_not_mix(tmp_path) -> None:
    session = Session(Settings(brush_radius=500.0))
    for side, radius in ((4000, 400.0), (750, 30.0), (8, 1.5)):
        show(session, side, side, tmp_path)
        session.radii.choose("brush_radius", radius)
    for side, wanted in ((8, 1.5), (64, 1.5), (750, 30.0), (4000, 400.0), (6, 1.5), (900, 30.0)):
        show(session, side, side, tmp_path)
        assert session.radii.brush == wanted
    show(session, 800, 800, tmp_path)
    session.radii.choose("brush_radius", 20.0)  # in the place of the 30
    show(session, 750, 750, tmp_path)
    assert session.radii.brush == 20.0
    show(session, 4000, 4000, tmp_path)
    session.radii.choose("brush_radius", 1.0)  # no photo is too small for it
    for side in (8, 750, 800, 4000):
        show(session, side, side, tmp_path)
        assert session.radii.brush == 1.0


SIDES_AND_RADII = st.lists(st.tuples(st.integers(1, 9000), RADII), min_size=1, max_size=12)


@given(SIDES_AND_RADII)
def test_what_was_chosen_last_holds_there_also_after_a_restart(
    tmp_path_factory, choices: list[tuple[int, float]]
) -> None:
    radius, sizes = Settings().brush_radius, {}
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    for side, wanted in choices:
        before = used(9000, radius, sizes)
        on = max((int(key) for key, one in sizes.items() if one == radius), default=10_000)
        was_cut = radius > max(1.0, side / 4) and on > side
        radius, sizes = chosen(side, wanted, radius, sizes)
        assert used(side, radius, sizes) == wanted
        assert used(9000, radius, sizes) == (before if was_cut else wanted), "a small photo leaves large ones alone"
        assert len(sizes) <= 2 * MOST
    save_settings(path, Settings(brush_radius=radius, brush_sizes=sizes))
    read, problems = load_settings(path)
    assert not problems
    assert used(choices[-1][0], read.brush_radius, read.brush_sizes) == choices[-1][1]


def test_another_windows_size_does_not_lift_the_cut(tmp_path) -> None:
    session = Session(Settings(brush_radius=60.0))
    show(session, 40, 40, tmp_path)
    session.adopt(session.chosen.with_common(Settings(brush_radius=90.0)))
    assert session.radii.brush == 10.0
    session.adopt(session.chosen.with_common(Settings(brush_radius=4.0)))
    assert session.radii.brush == 4.0


def test_fields_keys_and_ring_go_by_the_cut(window: Window, tmp_path) -> None:
    window.session.change(brush_radius=60.0, smart_radius=60.0)
    show(window.session, 80, 80, tmp_path)
    assert window.options.brush.diameter.value() == 40
    assert window.toolbox.tool.radius == 20.0
    window.options.brush.diameter.setValue(120)  # the setting itself: a change for this photo alone
    assert window.toolbox.tool.radius == 60.0
    window.actions_["smart"].trigger()
    page = window.options.tools.currentWidget()
    assert isinstance(page, SmartOptions)
    assert (page.diameter.value(), window.toolbox.tool.radius) == (40, 20.0)
    window.toolbox.larger()
    assert (window.toolbox.tool.radius, window.session.settings.smart_radius) == (23.0, 60.0)
    assert page.diameter.value() == 46
