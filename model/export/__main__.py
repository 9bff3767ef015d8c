"""python -m model.export --state RUN/step-NNNNNNNN --out weights | --from-onnx FILE | --from-safetensors FILE"""

import argparse
import sys
from pathlib import Path

from model.commands import BAD_WEIGHTS, REFUSED, UNEQUAL, UNWRITABLE, ended
from model.evaluation.outputs import OutputError, check_file, check_folder
from model.export.convert import onnx_to_safetensors, safetensors_to_onnx
from model.export.manifest import NOT_STATED, BadFacts, read_data, read_gates
from model.export.parity import NotEqual, Parity
from model.export.promote import promote
from model.inference.errors import FillError
from model.inference.weights import GENERATOR, read_manifest, runs_in_app
from model.training.checkpoint import BadState

EXITS: dict[type[Exception], int] = {
    NotEqual: UNEQUAL,
    FillError: BAD_WEIGHTS,
    BadFacts: REFUSED,
    BadState: REFUSED,
    OutputError: UNWRITABLE,
    OSError: UNWRITABLE,
}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m model.export", description="Export a training state, or convert weights; parity is checked."
    )
    sources = parser.add_mutually_exclusive_group(required=True)
    sources.add_argument("--state", type=Path, metavar="FOLDER", help="a state folder of a training run")
    sources.add_argument("--from-onnx", type=Path, metavar="FILE", help="convert to safetensors")
    sources.add_argument("--from-safetensors", type=Path, metavar="FILE", help="convert to ONNX; or a weights folder")
    add = parser.add_argument
    add("--out", type=Path, required=True, help="folder for the weights and their manifest; or the converted file")
    add("--gates", type=Path, action="append", metavar="FILE", help="a --json report of model.evaluation; repeatable")
    add("--data", type=Path, metavar="FILE", help="what it was trained on, and its terms (default: not stated)")
    add("--discriminator", action="store_true", help="put the discriminator beside the generator")
    add("--overwrite", action="store_true", help="replace weights that are there already")
    return parser.parse_args(arguments)


def export(arguments: argparse.Namespace) -> list[Parity]:
    """Do as the command line says."""
    for source, convert, suffix in (
        (arguments.from_onnx, onnx_to_safetensors, ".safetensors"),
        (arguments.from_safetensors, safetensors_to_onnx, ".onnx"),
    ):
        if source is not None:
            if arguments.out.suffix != suffix or not arguments.out.parent.is_dir():
                raise BadFacts(f"--out {arguments.out}: give a {suffix} file in a folder that exists")
            check_file("--out", arguments.out)
            _check_free(arguments.out.parent, arguments)
            return convert(source, arguments.out)
    check_folder("--out", arguments.out)
    _check_free(arguments.out, arguments)
    return promote(
        arguments.state,
        arguments.out,
        data=read_data(arguments.data) if arguments.data else NOT_STATED,
        gates=read_gates(arguments.gates or []),
        discriminator=arguments.discriminator,
    )


def _check_free(folder: Path, arguments: argparse.Namespace) -> None:
    """Refuse to replace weights that a manifest vouches for, unless that was asked for."""
    converted = arguments.state is None and not arguments.out.exists()  # a new file beside vouched ones harms none
    if (folder / "manifest.json").exists() and not arguments.overwrite and not converted:
        raise OutputError(f"--out {arguments.out} holds weights already: give another place or --overwrite")


def _app_note(arguments: argparse.Namespace) -> str:
    """What to know of exported weights that the app does not run; empty where it does."""
    if arguments.state is None or runs_in_app(read_manifest(arguments.out)["files"][GENERATOR]):  # type: ignore[arg-type]
        return ""
    measuring = f"python -m model.evaluation --weights {arguments.out}"
    return f"the app runs the gated network of the shipped size only: use these weights with {measuring}\n"


def show(arguments: argparse.Namespace) -> None:
    """Export, and say how far torch and the runtime agree and where the result lies."""
    for parity in export(arguments):
        sys.stdout.write(
            f"{parity.size[1]}x{parity.size[0]}: torch and onnxruntime differ by {parity.difference:.1e}\n"
        )
    sys.stdout.write(f"{_app_note(arguments)}{arguments.out}\n")


def main() -> int:
    """Export as the command line says; the exit code."""
    arguments = parse()
    return ended(lambda: show(arguments), EXITS)


if __name__ == "__main__":
    sys.exit(main())
