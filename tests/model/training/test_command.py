"""The command of the training: what does not fit is one line and an exit code, before anything is trained."""

import sys

import numpy as np
import pytest
from PIL import Image

from model.training import __main__ as command
from model.training import holes


@pytest.fixture
def desk(tmp_path):
    """Photos, and things that are not what they are taken for."""
    (tmp_path / "photos").mkdir()
    pixels = np.random.default_rng(2).integers(0, 255, (80, 90, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photos" / "a.png")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "file.safetensors").write_text("no weights")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"--photos": "nowhere"}, 3, "no folder"),
        ({"--photos": "file"}, 3, "no folder"),
        ({"--photos": "empty"}, 3, "no photos in"),
        ({"--cache": "file"}, 3, "give --cache a new or empty folder"),
        ({"--cache": "file/cache"}, 4, "give another --cache"),
        ({"--run": "file"}, 4, "give another --run"),
        ({"--device": "quantum"}, 3, "called quantum"),
        ({"--from-state": "nowhere"}, 3, "no state.json"),
        ({"--from-state": "file"}, 3, "no state.json"),
        ({"--from-weights": "nowhere"}, 5, "nowhere: No such file"),
        ({"--from-weights": "empty"}, 5, "empty/generator.safetensors: No such file"),
        ({"--from-weights": "file"}, 5, "no .safetensors file"),
        ({"--from-weights": "file.safetensors"}, 5, "not safetensors"),
    ],
)
def test_what_does_not_fit_is_one_line_and_a_code(desk, monkeypatch, caplog, changed, code, words):
    monkeypatch.chdir(desk)
    options = {"--photos": "photos", "--cache": "cache", "--run": "run", "--steps": "1", "--threads": "1"} | changed
    words_of_line = [word for option in options.items() for word in option]
    monkeypatch.setattr(sys, "argv", ["training", "--settings", "tiny", *words_of_line])
    assert command.main() == code
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert words in line
    assert "\n" not in line
    assert not (desk / "run").exists()


def test_a_mix_of_holes_that_never_fits_ends_the_run_in_one_line(desk, monkeypatch, caplog):
    full = holes.Mix(((lambda size, rng: np.ones((size, size), bool), 1.0),), least=0.02, most=0.5)
    monkeypatch.chdir(desk)
    monkeypatch.setitem(holes.KINDS, "default", full)
    line = "--photos photos --cache cache --run run --steps 1 --threads 1 --settings tiny"
    monkeypatch.setattr(sys, "argv", ["training", *line.split()])
    assert command.main() == 3
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "holes of the mix 'default' at 64² covers 0.02 to 0.5 of the picture" in told


def test_ctrl_c_while_photos_are_decoded_is_one_line(desk, monkeypatch, caplog):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.chdir(desk)
    monkeypatch.setattr(command, "open_cache", interrupted)
    monkeypatch.setattr(sys, "argv", ["training", "--photos", "photos", "--cache", "cache", "--run", "run"])
    assert command.main() == 130
    assert caplog.messages == ["stopped before the run began: nothing was kept"]
