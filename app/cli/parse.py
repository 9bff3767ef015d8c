"""The command line as frozen arguments. Imports nothing heavy, so that help comes at once."""

import argparse
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.cli.exits import CommandLineError
from app.cli.streams import say

# The engine's own lists; they stand here again because importing them takes 0.3 s. A test compares.
QUALITIES = ("fast", "balanced", "best")
DETAILS = ("off", "auto", "on")
DEVICES = ("auto", "cpu", "cuda", "coreml", "directml")
MOST_VARIANTS = 12
MOST_PIXELS_AROUND = 4096
BLEND = 32
STRONGEST = 1.5
LOCAL = "local"

VERSION = f"gatebrush {__version__}"
HELP = """\
usage: main.py [PHOTO | PROJECT.ora ...] [--screenshot FILE.png]
                                                           open the editor, a window each
       main.py --edit PHOTO ...                            as another program's editor: Save writes to PHOTO itself
       main.py fill PHOTO --mask MASK -o OUT [options]     fill one picture
       main.py fill FOLDER --masks FOLDER -o FOLDER        fill many
       main.py doctor [--json]                             what runs here, and why not
       main.py --version | --help

`main.py fill --help` lists the options of fill. --screenshot opens what is named, writes the window's picture
and quits; of files that exist it writes over none but earlier screenshots and empty ones. The environment variable
GATEBRUSH_WEIGHTS names a folder with weights of your own.

exit codes: 0 done, 1 a fault of ours (a log is written) or no display for a window, 2 wrong command line,
3 input refused, 4 output refused, 5 no engine or bad weights, 6 some of many failed, 130 interrupted
"""

_CLUSTER_HELP = (
    "many: hand the pictures to Dask (pip install '.[cluster]'); local starts processes here, HOST:PORT is a running "
    "scheduler that you trust, whose workers have this version and see the same paths"
)


@dataclass(frozen=True, slots=True)
class FillArguments:
    """What `fill` was asked to do. One picture has mask, many have masks."""

    photo: Path
    output: Path
    mask: Path | None = None
    masks: Path | None = None
    sketch: Path | None = None
    sketches: Path | None = None
    exclude: Path | None = None
    colours: Path | None = None
    quality: str = "balanced"
    variants: int = 1
    detail: str = "auto"
    grow: int = 0
    feather: int = 0
    blend: int = BLEND
    guidance: float = 1.0
    seed: int = 0
    device: str = "auto"
    cluster: str | None = None
    overwrite: bool = False
    resume: bool = False
    json: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class EditorArguments:
    """What the editor was asked to open."""

    paths: tuple[str, ...]
    screenshot: str | None
    edit: bool = False


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing usage and leaving: a refusal is one line."""

    def error(self, message: str) -> NoReturn:
        raise CommandLineError(f"{message}: see {self.prog} --help")

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - argparse would be silent where it cannot write
        say(self.format_help())


@dataclass(frozen=True, slots=True)
class _Whole:
    """Reads a whole number within limits, for argparse."""

    lowest: int
    highest: int

    def __call__(self, text: str) -> int:
        try:
            value = int(text)
        except ValueError as fault:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from fault
        if not self.lowest <= value <= self.highest:
            raise argparse.ArgumentTypeError(f"{value} is not {self.lowest} to {self.highest}")
        return value


def _guidance(text: str) -> float:
    """A number from 0 to STRONGEST."""
    try:
        value = float(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from fault
    if not 0 <= value <= STRONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not 0 to {STRONGEST:g}")
    return value


def _name(text: str) -> str:
    """A file's. An empty one, often a variable that is not set, would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def _path(text: str) -> Path:
    return Path(_name(text))


def _cluster(text: str) -> str:
    """LOCAL, or the address of a scheduler with its port."""
    if text != LOCAL and not re.fullmatch(r"((tcp|tls)://)?([^\s/:\[\]]+|\[[0-9a-fA-F:.]+\]):\d{1,5}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither {LOCAL} nor HOST:PORT of a scheduler")
    return text


def parse_fill(words: Sequence[str]) -> FillArguments:
    """The words after `fill`. Raises CommandLineError; SystemExit(0) after --help."""
    try:
        arguments = FillArguments(**vars(_fill_parser().parse_args(words)))
    except CommandLineError as fault:
        raise _with_hint(fault, words) from fault
    many = arguments.masks is not None
    for wrong, why in (
        (many and arguments.sketch, "--sketch is for one picture: use --sketches with --masks"),
        (many and arguments.colours, "--colours is for one picture: use it with --mask"),
        (not many and arguments.sketches, "--sketches is for many pictures: use --sketch with --mask"),
        (not many and arguments.cluster, "--cluster is for many pictures: use it with --masks"),
        (not many and arguments.resume, "--resume is for many pictures: use it with --masks"),
    ):
        if wrong:
            raise CommandLineError(why)
    return arguments


def _with_hint(fault: CommandLineError, words: Sequence[str]) -> CommandLineError:
    """The fault; where argparse took a name for an option, with the ways to write it."""
    lacking = re.match(r"argument (\S+): expected one argument", str(fault))
    for option, word in itertools.pairwise(words):
        if lacking and option in lacking[1].split("/") and re.match(r"-[^-]", word) and word not in ("-o", "-h"):
            ways = (f"{option}={word} or " if option.startswith("--") else "") + f"./{word}"
            return CommandLineError(f"argument {lacking[1]}: {word} reads as an option: write {ways}")
    return fault


def parse_doctor(words: Sequence[str]) -> bool:
    """The words after `doctor` -> whether JSON is wanted. Raises as parse_fill does."""
    parser = _Parser(prog="main.py doctor", description="Say what runs here, and why not.", allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return bool(parser.parse_args(words).json)


def parse_editor(words: Sequence[str]) -> EditorArguments:
    """The words of a line that names no command. Raises as parse_fill does."""
    parser = _Parser(prog="main.py", allow_abbrev=False, add_help=False)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--screenshot", type=_name)
    parser.add_argument("--edit", action="store_true")
    end = words.index("--") if "--" in words else len(words)  # argparse's own takes no options around photos
    found = parser.parse_intermixed_args(words[:end])
    paths = (*found.paths, *words[end + 1 :])
    if not all(paths):
        raise CommandLineError("the name of a photo is empty: see main.py --help")
    if found.edit and not paths:
        raise CommandLineError("--edit needs a photo: see main.py --help")
    return EditorArguments(paths, found.screenshot, found.edit)


def _fill_parser() -> _Parser:
    parser = _Parser(
        prog="main.py fill",
        usage="main.py fill PHOTO --mask MASK -o OUT [options]\n"
        "       main.py fill FOLDER --masks FOLDER -o FOLDER [options]",
        description="Fill what a mask marks in white. Nothing outside it changes, unless --grow or --feather say so.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("photo", type=_path, metavar="PHOTO", help="the picture, or with --masks a folder of pictures")
    marks = parser.add_mutually_exclusive_group(required=True)
    marks.add_argument("--mask", type=_path, metavar="FILE", help="white is filled; of the photo's size")
    marks.add_argument(
        "--masks", type=_path, metavar="FOLDER", help="a mask has the photo's relative path and stem, or stem_mask"
    )
    add("-o", "--output", type=_path, metavar="OUT", required=True, help=".png, .jpg, .webp or .tif; or a folder")
    add("--sketch", type=_path, metavar="FILE", help="white strokes show where edges go on inside the hole")
    add("--sketches", type=_path, metavar="FOLDER", help="for many; named as the photo, or stem_sketch")
    add(
        "--colours",
        type=_path,
        metavar="FILE",
        help="painted colours, on transparency, that the fill takes up in the hole",
    )
    add("--exclude", type=_path, metavar="FILE", help="white pixels are not copied from")
    add("--quality", choices=QUALITIES, default="balanced", help="default: balanced")
    add("--variants", type=_Whole(1, MOST_VARIANTS), default=1, metavar="N", help="OUT becomes OUT-1, OUT-2 ...")
    around = _Whole(0, MOST_PIXELS_AROUND)
    add("--grow", type=around, default=0, metavar="PX", help="widen the hole (default 0)")
    add("--feather", type=around, default=0, metavar="PX", help="fade out beyond it (default 0: strictly inside)")
    add("--blend", type=around, default=BLEND, metavar="PX", help=f"soften the joint inside the hole (default {BLEND})")
    add("--detail", choices=DETAILS, default="auto", help="texture from the photo itself (default: auto)")
    add("--guidance", type=_guidance, default=1.0, metavar="S", help=f"follow strokes, 0 to {STRONGEST:g} (default 1)")
    add("--seed", type=_Whole(0, 2**63 - 1), default=0, metavar="N", help="which variants (default 0)")
    add("--device", choices=DEVICES, default="auto", help="default: auto")
    add("--cluster", type=_cluster, metavar="local|HOST:PORT", help=_CLUSTER_HELP)
    add("--overwrite", action="store_true", help="replace an existing OUT")
    add("--resume", action="store_true", help="many: skip what is finished")
    add("--json", action="store_true", help="one JSON object a picture on stdout")
    add("--quiet", action="store_true", help="no progress and no remarks, only results and refusals")
    return parser
