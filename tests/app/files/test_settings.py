import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.errors import OutputRefused
from app.files.settings import Settings, load_settings, save_settings


def test_no_file_means_defaults_without_a_word(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), [])


@given(
    settings=st.builds(
        Settings,
        brush_radius=st.floats(0.5, 500),
        grow=st.integers(0, 64),
        quality=st.sampled_from(["fast", "balanced", "best"]),
        recent=st.lists(st.text(), max_size=12).map(tuple),
        geometry=st.text(),
        overlay_colour=st.just("#00ffAA"),
        overlay_opacity=st.floats(0, 1),
        colour_scheme=st.sampled_from(["system", "light", "dark"]),
    )
)
def test_settings_come_back_from_the_path_they_were_saved_to(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    save_settings(path, settings)
    assert load_settings(path) == (settings, [])


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"from_the_future": [1, 2], "grow": 7}))
    settings, problems = load_settings(path)
    assert (settings, problems) == (Settings(grow=7), [])
    save_settings(path, replace(settings, grow=8))
    assert json.loads(path.read_text())["from_the_future"] == [1, 2]
    assert load_settings(path)[0].grow == 8


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("brush_radius", "24"),
        ("brush_radius", 0),
        ("brush_radius", True),
        ("brush_radius", float("nan")),
        ("grow", -1),
        ("grow", 65),
        ("brush_radius", 501),
        ("grow", 4.5),
        ("grow", True),
        ("variants", 13),
        ("quality", "superb"),
        ("quality", None),
        ("recent", "a.png"),
        ("recent", [1]),
        ("overlay_colour", "red"),
        ("sketch_colour", "cyan"),
        ("overlay_colour", "#12345"),
        ("overlay_opacity", 1.5),
        ("colour_scheme", "pink"),
        ("brush_sizes", [3]),
    ],
)
def test_a_senseless_value_gets_its_default_and_a_line(tmp_path: Path, name: str, value: Any) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(asdict(Settings(feather=9)) | {name: value}))
    settings, problems = load_settings(path)
    assert settings == Settings(feather=9)
    assert len(problems) == 1
    assert name in problems[0]
    assert str(path) in problems[0]


def test_what_another_process_changed_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(grow=5, quality="best"))
    ours, theirs = load_settings(path)[0], load_settings(path)[0]
    save_settings(path, replace(theirs, language="ko", grow=7, shortcuts={"fill": "F"}), theirs)
    save_settings(path, replace(ours, grow=6, feather=9), ours)
    expected = Settings(grow=6, feather=9, quality="best", language="ko", shortcuts={"fill": "F"})
    assert load_settings(path) == (expected, [])


def test_a_senseless_value_that_nobody_changed_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"grow": "much", "feather": 3}')
    settings, problems = load_settings(path)
    assert problems
    save_settings(path, settings, settings)
    assert load_settings(path) == (Settings(feather=3), [])


def test_a_long_list_of_files_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"recent": [str(number) for number in range(20)]}))
    assert load_settings(path)[0].recent == tuple(str(number) for number in range(12))


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00\xff", "[" * 100_000])
def test_a_broken_file_means_defaults_and_a_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="latin-1")
    settings, problems = load_settings(path)
    assert settings == Settings()
    assert len(problems) == 1
    save_settings(path, Settings(grow=5))
    assert load_settings(path) == (Settings(grow=5), [])


def test_the_folder_is_made_the_first_time(tmp_path: Path) -> None:
    path = tmp_path / "none" / "yet" / "settings.json"
    save_settings(path, Settings(grow=5))
    assert load_settings(path) == (Settings(grow=5), [])


def test_an_unwritable_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputRefused):
        save_settings(tmp_path / "file" / "settings.json", Settings())


def test_colours_that_are_none_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"paint_colour": "red", "paint_used": ["#102030", "blue", "#aabbcc"]}', encoding="utf-8")
    settings, problems = load_settings(path)
    assert settings.paint_colour == Settings().paint_colour
    assert settings.paint_used == ("#102030", "#aabbcc")
    assert len(problems) == 1
    assert "paint_colour" in problems[0]


def test_sizes_of_brushes_that_are_none_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    stored = {"8": 1.5, "3200": 500, "750": 501, "": 9, "-8": 9, "1e3": 9, "9": True, "10": "9", "11": None, "²": 9}
    path.write_text(json.dumps({"brush_sizes": stored, "smart_sizes": {}}))
    assert load_settings(path) == (Settings(brush_sizes={"8": 1.5, "3200": 500.0}), [])
