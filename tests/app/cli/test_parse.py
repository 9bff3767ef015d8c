from pathlib import Path

import pytest

from app.cli import parse
from app.cli.exits import CommandLineError
from app.cli.parse import FillArguments, parse_doctor, parse_editor, parse_fill
from model.inference.engines.choose import DEVICES
from model.inference.request import MOST_VARIANTS, QUALITIES, FillRequest

ONE = ["photo.png", "--mask", "mask.png", "-o", "out.png"]
MANY = ["photos", "--masks", "masks", "-o", "out"]


def test_the_engine_has_the_same_lists() -> None:
    assert tuple(QUALITIES) == parse.QUALITIES
    assert DEVICES == parse.DEVICES
    assert MOST_VARIANTS == parse.MOST_VARIANTS


def test_the_engine_has_the_same_defaults() -> None:
    arguments = parse_fill(ONE)
    fields = FillRequest.__dataclass_fields__
    for name in ("quality", "variants", "grow", "feather", "seed"):
        assert getattr(arguments, name) == fields[name].default


def test_one_picture() -> None:
    assert parse_fill(ONE) == FillArguments(Path("photo.png"), Path("out.png"), mask=Path("mask.png"))


def test_every_option() -> None:
    words = "--sketch s.png --exclude e.png --quality best --variants 3 --grow 4 --feather 5 --seed 6 --device cpu"
    assert parse_fill([*ONE, *words.split(), "--overwrite", "--json", "--quiet"]) == FillArguments(
        Path("photo.png"),
        Path("out.png"),
        mask=Path("mask.png"),
        sketch=Path("s.png"),
        exclude=Path("e.png"),
        quality="best",
        variants=3,
        grow=4,
        feather=5,
        seed=6,
        device="cpu",
        overwrite=True,
        json=True,
        quiet=True,
    )


def test_many_pictures() -> None:
    arguments = parse_fill([*MANY, "--sketches", "sketches", "--resume"])
    assert (arguments.mask, arguments.masks, arguments.sketches) == (None, Path("masks"), Path("sketches"))
    assert arguments.resume


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "PHOTO"),
        (["photo.png", "-o", "out.png"], "--mask"),
        (["photo.png", "--mask", "mask.png"], "--output"),
        ([*ONE, "--masks", "masks"], "not allowed with"),
        ([*ONE, "--sketches", "sketches"], "use --sketch with"),
        ([*ONE, "--resume"], "use it with --masks"),
        ([*MANY, "--sketch", "s.png"], "use --sketches"),
        ([*ONE, "--quality", "superb"], "'superb'"),
        ([*ONE, "--device", "toaster"], "'toaster'"),
        ([*ONE, "--variants", "0"], "0 is not 1 to 12"),
        ([*ONE, "--variants", "13"], "13 is not 1 to 12"),
        ([*ONE, "--grow", "-1"], "-1 is not 0 to"),
        ([*ONE, "--feather", "-1"], "-1 is not 0 to"),
        ([*ONE, "--grow", "1.5"], "'1.5' is not a whole number"),
        ([*ONE, "--seed", "-1"], "-1 is not 0 to"),
        ([*ONE, "--qual", "best"], "unrecognized"),
        ([*ONE, "second.png"], "unrecognized"),
    ],
)
def test_a_wrong_line_is_one_line(words: list[str], said: str) -> None:
    with pytest.raises(CommandLineError) as caught:
        parse_fill(words)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_doctor() -> None:
    assert parse_doctor(["--json"])
    assert not parse_doctor([])
    with pytest.raises(CommandLineError):
        parse_doctor(["me"])


def test_editor() -> None:
    arguments = parse_editor(["a.png", "--screenshot", "s.png", "b.ora"])
    assert (arguments.paths, arguments.screenshot) == (("a.png", "b.ora"), "s.png")
    with pytest.raises(CommandLineError, match="--fulscreen"):
        parse_editor(["--fulscreen"])
