"""python -m model.evaluation.viewer PHOTO --mask MASK [--sketch SKETCH] [--layer NAME ...] --out FOLDER"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from model.commands import BAD_WEIGHTS, REFUSED, UNWRITABLE, ended
from model.evaluation.outputs import OutputError, check_folder
from model.evaluation.pictures import PictureError
from model.evaluation.states import open_state
from model.evaluation.viewer.flow import attention_sheet
from model.evaluation.viewer.gates import gate_sheets
from model.evaluation.viewer.recording import ALL, chosen_layers, gate_counts, gated_layers, record
from model.evaluation.viewer.scene import Scene, ViewError, read_scene
from model.evaluation.viewer.sheet import Sheet, write_sheet
from model.inference.errors import FillError
from model.inference.weights import FOLDER
from model.network.generator import Generator
from model.network.load import load_generator
from model.training.checkpoint import BadState

EXITS: dict[type[Exception], int] = {
    ViewError: REFUSED,
    PictureError: REFUSED,
    FillError: BAD_WEIGHTS,
    BadState: REFUSED,
    OutputError: UNWRITABLE,
    OSError: UNWRITABLE,
}
FIRST = "coarse.encoder.0"


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m model.evaluation.viewer",
        description="Save pictures of a generator's gates and of its attention at work on one photo.",
    )
    add = parser.add_argument
    add("photo", type=Path, nargs="?", help="PNG or JPEG")
    add("--mask", type=Path, help="of the photo's size, white = hole")
    add("--sketch", type=Path, help="of the photo's size, white = stroke: show what it changes too")
    add(
        "--layer", nargs="+", metavar="NAME", help=f"layers to show, or {ALL} (default: {FIRST}, where there are gates)"
    )
    add("--list", action="store_true", help="name the layers that have gates and stop")
    add("--size", type=int, default=384, help="longest side of the crop that the network sees (default: 384)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--weights", type=Path, default=FOLDER, metavar="FOLDER", help="default: the shipped ones")
    which.add_argument("--state", type=Path, metavar="FOLDER", help="a training state instead")
    add("--out", type=Path, metavar="FOLDER", help="where the pictures go, as LAYER.gates.jpg and attention.jpg")
    return parser.parse_args(arguments)


def opened(arguments: argparse.Namespace) -> Generator:
    """The generator of the weights folder, or the averaged one of a training state."""
    if arguments.state is None:
        return load_generator(arguments.weights)
    return open_state(arguments.state)[1]


def sheets(generator: Generator, scene: Scene, names: list[str]) -> Iterator[tuple[str, Sheet]]:
    """All pictures by the stem of their file."""
    plain = record(generator, scene.planes(guided=False), names)
    guided = None if scene.sketch is None else record(generator, scene.planes(guided=True), names)
    for name in names:
        for word, sheet in gate_sheets(name, scene, plain.gates[name], guided.gates[name] if guided else None):
            yield f"{name}.{word}", sheet
    yield "attention", attention_sheet(scene, guided or plain, guided=guided is not None)
    if guided:
        yield "attention.plain", attention_sheet(scene, plain, guided=False)


def show(arguments: argparse.Namespace) -> None:
    """Write the pictures, or name the layers, as the command line says."""
    if not arguments.list and not (arguments.photo and arguments.mask and arguments.out):
        raise ViewError("give a photo, --mask and --out, or --list")
    if not arguments.list:
        check_folder("--out", arguments.out)
    generator = opened(arguments)
    if arguments.list:
        if not gated_layers(generator):
            sys.stdout.write(f"a generator of {generator.config.convolution} convolutions has no gates\n")
        for name, count in gate_counts(generator).items():
            sys.stdout.write(f"{name:32} {count:3} channels\n")
        return
    wanted = arguments.layer or [name for name in [FIRST] if name in gated_layers(generator)]
    names = chosen_layers(generator, wanted) if wanted else []
    scene = read_scene(arguments.photo, arguments.mask, arguments.sketch, size=arguments.size)
    for stem, sheet in sheets(generator, scene, names):
        path = arguments.out / f"{stem}.jpg"
        write_sheet(path, sheet)
        sys.stdout.write(f"{path}\n")


def main(arguments: list[str] | None = None) -> int:
    """Show as the command line says; the exit code."""
    given = parse(arguments)
    return ended(lambda: show(given), EXITS, stopped="stopped: not all pictures were written")


if __name__ == "__main__":
    sys.exit(main())
