"""python -m model.export --state RUN/step-NNNNNNNN --out weights | --from-onnx FILE | --from-safetensors FILE"""

import argparse
import sys
from pathlib import Path

from model.export.convert import onnx_to_safetensors, safetensors_to_onnx
from model.export.manifest import BadFacts, read_data, read_gates
from model.export.parity import NotEqual, Parity
from model.export.promote import promote
from model.inference.errors import FillError
from model.inference.weights import FOLDER

UNEQUAL, REFUSED, BAD_WEIGHTS = 1, 3, 5


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
    add("--data", type=Path, metavar="FILE", default=FOLDER / "data.json", help="what it was trained on, and its terms")
    add("--discriminator", action="store_true", help="put the discriminator beside the generator")
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
            return convert(source, arguments.out)
    return promote(
        arguments.state,
        arguments.out,
        data=read_data(arguments.data),
        gates=read_gates(arguments.gates or []),
        discriminator=arguments.discriminator,
    )


def main() -> int:
    """Export as the command line says; the exit code."""
    arguments = parse()
    try:
        parities = export(arguments)
    except NotEqual as fault:
        sys.stderr.write(f"{fault}\n")
        return UNEQUAL
    except FillError as fault:
        sys.stderr.write(f"{fault}\n")
        return BAD_WEIGHTS
    except (BadFacts, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    for parity in parities:
        sys.stdout.write(
            f"{parity.size[1]}x{parity.size[0]}: torch and onnxruntime differ by {parity.difference:.1e}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
