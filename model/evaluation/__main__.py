"""python -m model.evaluation SUITE | --photos FOLDER --masks FOLDER [--state NAME=FOLDER ...] [--json FILE] …"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from model.commands import BAD_WEIGHTS, REFUSED, UNWRITABLE, ended
from model.evaluation.distance import FeatureDistance
from model.evaluation.entries import entries
from model.evaluation.measuring import Entry, Measured, measure_kind
from model.evaluation.outputs import OutputError, check_file, check_folder, whole
from model.evaluation.pictures import PictureError
from model.evaluation.progress import Progress
from model.evaluation.report import markdown, tree
from model.evaluation.sheet import write_sheet
from model.evaluation.suites import Source, SuiteError, paired, spread, suite
from model.inference.errors import FillError

EXITS: dict[type[Exception], int] = {
    SuiteError: REFUSED,
    PictureError: REFUSED,
    FillError: BAD_WEIGHTS,
    OutputError: UNWRITABLE,
    OSError: UNWRITABLE,
}
SHEETS = (".jpg", ".jpeg", ".png")
SHEET_ROWS = 6


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m model.evaluation",
        description="Measure fills inside the holes of pictures whose truth is known.",
    )
    add = parser.add_argument
    add("suite", type=Path, nargs="?", help="folder with photos/, masks/KIND/ (brush, rect, …), perhaps sketches/KIND/")
    add("--kinds", metavar="NAMES", help="kinds of holes to measure, comma between (default: all in masks/)")
    add("--photos", type=Path, metavar="FOLDER", help="instead of a suite: photos (PNG, JPEG, WebP)")
    add("--masks", type=Path, metavar="FOLDER", help="their masks, of the same stems or STEM_mask, white = hole")
    add(
        "--sketches",
        type=Path,
        metavar="FOLDER",
        help="their strokes, STEM or STEM_sketch, white = stroke (default: traced)",
    )
    add("--size", type=int, help="reduce or enlarge the pictures to this longest side")
    add("--limit", type=int, help="only the first so many pictures")
    add("--weights", type=Path, metavar="FOLDER", help="weights folder (default: the shipped one, if no --state)")
    add("--state", action="append", metavar="[NAME=]FOLDER", help="measure a training state; may be repeated")
    add("--filled", action="append", metavar="NAME=FOLDER", help="pictures that another program filled")
    add("--only", metavar="NAMES", help="rows to measure, comma between: telea,patchmatch,network-guided,…")
    add("--guidance", type=float, default=1.0, help="how clearly fill-guided follows strokes, 0 to 1.5 (default 1)")
    add("--no-features", action="store_true", help="leave the feature distance out")
    add("--json", type=Path, metavar="FILE", help="all figures, their intervals and each picture's values")
    add("--markdown", type=Path, metavar="FILE", help="what is printed")
    add("--sheet", type=Path, metavar="FILE.jpg", help="the fills side by side")
    add("--sheet-names", metavar="NAMES", help=f"pictures on the sheet, comma between (default: {SHEET_ROWS}, spread)")
    add("--keep", type=Path, metavar="FOLDER", help="store the filled pictures as KIND/ROW/NAME.png")
    return parser.parse_args(arguments)


def sources(arguments: argparse.Namespace) -> dict[str, list[Source]]:
    """The pictures by kind of hole, as the command line names them."""
    if arguments.size is not None and arguments.size < 1:
        raise SuiteError(f"--size is {arguments.size}: give pixels")
    if arguments.limit is not None and arguments.limit < 1:
        raise SuiteError(f"--limit is {arguments.limit}: measure one picture at least")
    kinds = arguments.kinds.split(",") if arguments.kinds else []
    if arguments.suite is not None and not (arguments.photos or arguments.masks or arguments.sketches):
        return suite(arguments.suite, kinds=kinds, limit=arguments.limit)
    if arguments.suite is not None or not (arguments.photos and arguments.masks):
        raise SuiteError("give either a suite folder or both --photos and --masks")
    if kinds:
        raise SuiteError("--kinds goes with a suite: --masks is of one kind")
    if arguments.sketches is not None and not arguments.sketches.is_dir():
        raise SuiteError(f"{arguments.sketches} is no folder: leave --sketches out to have strokes traced")
    found = paired(arguments.photos, arguments.masks, arguments.sketches, limit=arguments.limit)
    return {arguments.masks.resolve().name: found}


def check_outputs(arguments: argparse.Namespace) -> None:
    """Refuse results that could not be written, before anything is measured."""
    if arguments.sheet and arguments.sheet.suffix.lower() not in SHEETS:
        raise SuiteError(f"--sheet {arguments.sheet}: give a name that ends in {', '.join(SHEETS)}")
    for option in ("json", "markdown", "sheet"):
        path = getattr(arguments, option)
        if path is not None:
            check_file(f"--{option}", path)
    if arguments.keep is not None:
        check_folder("--keep", arguments.keep)


def feature_distance() -> FeatureDistance | None:
    """The distance, or None with one line on stderr where the pretrained network is not installed."""
    from model.training.features import FeaturesMissing, PretrainedFeatures

    try:
        return FeatureDistance(PretrainedFeatures())
    except FeaturesMissing as fault:
        sys.stderr.write(f"the feature distance is left out: {fault}\n")
        return None


def measure(arguments: argparse.Namespace) -> None:
    """Measure, print and write as the command line says."""
    check_outputs(arguments)
    pictures = sources(arguments)
    rows = entries(arguments, sys.stderr)
    distance = None if arguments.no_features else feature_distance()
    show = frozenset(arguments.sheet_names.split(",") if arguments.sheet_names else spread(pictures, SHEET_ROWS))
    missing = show - {source.name for found in pictures.values() for source in found}
    if missing:
        raise SuiteError(f"--sheet-names: no picture is called {', '.join(sorted(missing))}")
    of_kinds = {kind: {name: entry.of_kind(kind) for name, entry in rows.items()} for kind in pictures}
    for kind, found in pictures.items():
        for entry in of_kinds[kind].values():
            entry.require([source.name for source in found])
    measured: dict[str, Measured] = {}
    try:
        for kind, found in pictures.items():
            measured[kind] = Measured({}, [])
            measure_kind(
                found,
                of_kinds[kind],
                size=arguments.size,
                distance=distance,
                keep=arguments.keep / kind if arguments.keep else None,
                show=show if arguments.sheet else frozenset(),
                progress=Progress(sys.stderr, kind, len(found)),
                into=measured[kind],
            )
    except BaseException:
        tell_unfinished(arguments, measured, rows)
        raise
    tell(arguments, tree(measured, rows, size=arguments.size))
    if arguments.sheet:
        write_sheet(arguments.sheet, {kind: found.shown for kind, found in measured.items()})


def tell(arguments: argparse.Namespace, figures: dict) -> None:
    """Print the figures and write them where the command line says."""
    text = markdown(figures)
    sys.stdout.write(text)
    if arguments.json:
        with whole(arguments.json) as part:
            part.write_text(json.dumps(figures, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    if arguments.markdown:
        with whole(arguments.markdown) as part:
            part.write_text(text, encoding="utf-8")


def tell_unfinished(arguments: argparse.Namespace, measured: Mapping[str, Measured], rows: Mapping[str, Entry]) -> None:
    """Print and write the figures until a fault or Ctrl+C, into other files than whole ones would go to."""
    whole_pictures = {kind: found.of_whole_pictures() for kind, found in measured.items()}
    some = {kind: found for kind, found in whole_pictures.items() if any(found.figures.values())}
    if not some:
        return
    places = {
        option: path.with_name(f"{path.stem}-unfinished{path.suffix}")
        for option in ("json", "markdown")
        if (path := getattr(arguments, option)) and path.is_file() == path.exists()
    }
    elsewhere = argparse.Namespace(json=places.get("json"), markdown=places.get("markdown"))
    tell(elsewhere, tree(some, rows, size=arguments.size, unfinished=True))
    where = "".join(f" {path}" for path in places.values())
    sys.stderr.write(f"figures of what was measured until now are printed above{', and in' + where if where else ''}\n")


def main() -> int:
    """Measure as the command line says; the exit code."""
    arguments = parse()
    return ended(lambda: measure(arguments), EXITS, stopped="stopped: not all was measured and written")


if __name__ == "__main__":
    sys.exit(main())
