from pathlib import Path

import pytest

from app.cli import parse
from app.cli.exits import CommandLineError
from app.cli.parse import FillArguments, parse_doctor, parse_editor, parse_fill
from model.inference.detail import MODES
from model.inference.engines.choose import DEVICES
from model.inference.guidance import STRONGEST
from model.inference.request import MOST_VARIANTS, QUALITIES, FillRequest

ONE = ["photo.png", "--mask", "mask.png", "-o", "out.png"]
MANY = ["photos", "--masks", "masks", "-o", "out"]


def test_the_engine_has_the_same_lists() -> None:
    assert tuple(QUALITIES) == parse.QUALITIES
    assert DEVICES == parse.DEVICES
    assert MODES == parse.DETAILS
    assert MOST_VARIANTS == parse.MOST_VARIANTS
    assert STRONGEST == parse.STRONGEST


def test_the_engine_has_the_same_defaults() -> None:
    arguments = parse_fill(ONE)
    fields = FillRequest.__dataclass_fields__
    for name in ("quality", "variants", "detail", "grow", "feather", "blend", "guidance", "seed"):
        assert getattr(arguments, name) == fields[name].default


def test_one_picture() -> None:
    assert parse_fill(ONE) == FillArguments(Path("photo.png"), Path("out.png"), mask=Path("mask.png"))


def test_every_option() -> None:
    words = "--sketch s.png --exclude e.png --quality best --variants 3 --grow 4 --feather 5 --blend 7"
    words += " --colours c.png --detail on --guidance 1.5 --seed 6 --device cpu"
    assert parse_fill([*ONE, *words.split(), "--overwrite", "--json", "--quiet"]) == FillArguments(
        Path("photo.png"),
        Path("out.png"),
        mask=Path("mask.png"),
        sketch=Path("s.png"),
        exclude=Path("e.png"),
        colours=Path("c.png"),
        quality="best",
        variants=3,
        grow=4,
        feather=5,
        blend=7,
        detail="on",
        guidance=1.5,
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
    assert arguments.cluster is None


@pytest.mark.parametrize(
    "where", ["local", "host:8786", "10.0.0.1:8786", "tcp://host.lan:8786", "tls://host:1", "[::1]:8786"]
)
def test_places_of_a_cluster(where: str) -> None:
    assert parse_fill([*MANY, "--cluster", where]).cluster == where


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
        ([*ONE, "--cluster", "local"], "use it with --masks"),
        ([*MANY, "--cluster", "host"], "'host' is neither local nor HOST:PORT"),
        ([*MANY, "--cluster", "http://host:8786"], "neither local nor"),
        ([*ONE, "--blend", "-1"], "-1 is not 0 to"),
        ([*ONE, "--detail", "some"], "'some'"),
        ([*ONE, "--quality", "superb"], "'superb'"),
        ([*ONE, "--device", "toaster"], "'toaster'"),
        ([*ONE, "--variants", "0"], "0 is not 1 to 12"),
        ([*ONE, "--variants", "13"], "13 is not 1 to 12"),
        ([*ONE, "--grow", "-1"], "-1 is not 0 to"),
        ([*ONE, "--feather", "-1"], "-1 is not 0 to"),
        ([*ONE, "--grow", "1.5"], "'1.5' is not a whole number"),
        ([*ONE, "--guidance", "2.5"], "2.5 is not 0 to 1.5"),
        ([*ONE, "--guidance", "nan"], "nan is not 0 to 1.5"),
        ([*ONE, "--guidance", "much"], "'much' is not a number"),
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
    assert parse_editor(["--edit", "a.png"]).edit
    with pytest.raises(CommandLineError, match="--edit needs a photo"):
        parse_editor(["--edit"])
    arguments = parse_editor(["a.png", "--screenshot", "s.png", "b.ora"])
    assert (arguments.paths, arguments.screenshot) == (("a.png", "b.ora"), "s.png")
    with pytest.raises(CommandLineError, match="--fulscreen"):
        parse_editor(["--fulscreen"])


def test_all_that_follows_two_dashes_is_opened() -> None:
    assert parse_editor(["--", "-x.jpg"]).paths == ("-x.jpg",)
    arguments = parse_editor(["a.png", "--screenshot", "s.png", "b.ora", "--", "--edit", "--", "c.png"])
    assert arguments.paths == ("a.png", "b.ora", "--edit", "--", "c.png")
    assert (arguments.screenshot, arguments.edit) == ("s.png", False)
    assert parse_editor(["--edit", "--", "-x.jpg"]).edit
    with pytest.raises(CommandLineError, match="--edit needs a photo"):
        parse_editor(["--edit", "--"])


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["a.png", "--mask", "-dash_mask.png", "-o", "out.png"],
            "argument --mask: -dash_mask.png reads as an option: write --mask=-dash_mask.png or ./-dash_mask.png",
        ),
        (
            ["a.png", "--mask", "m.png", "-o", "-out.png"],
            "argument -o/--output: -out.png reads as an option: write ./-out.png",
        ),
        (["a.png", "--mask", "-o", "out.png"], "argument --mask: expected one argument: see main.py fill --help"),
    ],
)
def test_a_name_that_reads_as_an_option(words: list[str], line: str) -> None:
    with pytest.raises(CommandLineError) as refusal:
        parse_fill(words)
    assert str(refusal.value) == line


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("words", [ONE, MANY])
def test_an_empty_name_is_not_the_current_folder(words: list[str], place: int) -> None:
    with pytest.raises(CommandLineError, match="name is empty"):
        parse_fill([*words[:place], "", *words[place + 1 :]])


@pytest.mark.parametrize("words", [[""], ["a.png", ""], ["--", ""], ["--edit", ""], ["a.png", "--screenshot", ""]])
def test_an_empty_name_for_the_editor(words: list[str]) -> None:
    with pytest.raises(CommandLineError, match="empty"):
        parse_editor(words)
