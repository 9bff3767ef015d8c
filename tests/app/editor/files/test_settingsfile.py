"""Settings are in their file soon after a change, and at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.editor.files import settingsfile
from app.editor.files.settingsfile import SettingsFile
from app.files.settings import Settings, load_settings, save_settings


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settingsfile, "PAUSE_MS", 20)
    return tmp_path / "gatebrush" / "settings.json"


def test_a_change_is_written_before_the_program_ends(place: Path, qtbot) -> None:
    settings = replace(Settings(), overlay_pattern="hatch")
    file = SettingsFile(place, Settings(), lambda: settings)
    file.changed()
    assert not place.exists()
    qtbot.waitUntil(place.exists)
    assert load_settings(place)[0].overlay_pattern == "hatch"
    settings = replace(settings, brush_radius=77.0)
    file.end()
    assert load_settings(place)[0] == settings


def test_one_change_after_the_other_does_not_put_it_off(place: Path, qtbot) -> None:
    file = SettingsFile(place, Settings(), Settings)

    def is_there() -> bool:
        file.changed()
        return place.exists()

    qtbot.waitUntil(is_there)
    file.end()


def test_a_place_that_cannot_be_written_costs_a_line_of_the_log(place: Path, qtbot, caplog) -> None:
    place.parent.write_text("no folder")
    file = SettingsFile(place, Settings(), Settings)
    file.changed()
    qtbot.waitUntil(lambda: "settings not saved" in caplog.text)
    file.end()


def test_what_another_gatebrush_wrote_meanwhile_stays(place: Path, qtbot) -> None:
    settings = replace(Settings(), brush_radius=77.0)
    file = SettingsFile(place, Settings(), lambda: settings)
    file.changed()
    qtbot.waitUntil(place.exists)
    save_settings(place, replace(load_settings(place)[0], overlay_pattern="hatch"))
    settings = replace(settings, brush_radius=Settings().brush_radius)  # back to what it was at first
    file.end()
    assert load_settings(place)[0] == replace(settings, overlay_pattern="hatch")
