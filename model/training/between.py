"""python -m model.training.between --state RUN/step-NNNNNNNN --weights FILE.safetensors --share S --out FOLDER

A state whose averaged generator lies between the weights that a run began with and those that it came to: going on
with other losses teaches something and forgets something, and part of the way often keeps most of both
(robust fine-tuning by interpolation: arXiv 2109.01903). Two runs from the same weights can be mixed alike, one's state
given as `--weights`: the mean of such weights is often better than either (model soups: arXiv 2203.05482).
"""

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from model.commands import BAD_WEIGHTS, REFUSED, UNWRITABLE, ended
from model.inference.errors import BadWeights
from model.network.load import GENERATOR
from model.training.arguments import share_number
from model.training.checkpoint import BadState, State, StateNotSaved, load_state, newest_state, part, save_state

PREFIX = "average."

log = logging.getLogger(__name__)


class BadBeginning(ValueError):
    """The weights are no file of the same network: one line."""


EXITS: dict[type[Exception], int] = {
    BadState: REFUSED,
    BadBeginning: REFUSED,
    StateNotSaved: UNWRITABLE,
    BadWeights: BAD_WEIGHTS,
}


def between(beginning: dict[str, Tensor], state: State, share: float) -> State:
    """The state with its average at `share` of the way from `beginning` (0) to what it was (1).

    beginning: a generator's tensors by name, float of any precision.  BadBeginning where names or shapes differ.
    """
    ends = {name: tensor for name, tensor in state.tensors.items() if name.startswith(PREFIX)}
    if not ends:
        raise BadBeginning("the state holds no averaged generator: take another step-… folder of the run")
    starts = {PREFIX + name: tensor for name, tensor in beginning.items()}
    if {name: tensor.shape for name, tensor in starts.items()} != {name: end.shape for name, end in ends.items()}:
        raise BadBeginning("the weights are of another network than the state: give those that the run began with")
    mixed = {name: starts[name].float().lerp(end.float(), share) for name, end in ends.items()}
    return replace(state, tensors=state.tensors | mixed, facts={**state.facts, "between": share})


def main() -> int:
    """Mix as the command line says; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m model.training.between", description="Weights between two.")
    parser.add_argument("--state", type=Path, required=True, help="a state folder of the run")
    parser.add_argument(
        "--weights",
        type=Path,
        required=True,
        help="what it began with, as file or folder, or another state",
    )
    parser.add_argument("--share", type=share_number, required=True, help="0: as it began, 1: as it ended")
    parser.add_argument("--out", type=Path, required=True, help="folder in which the mixed state is put")
    arguments = parser.parse_args()
    return ended(lambda: mix(arguments), EXITS)


def mix(arguments: argparse.Namespace) -> None:
    """Write the state that the command line asks for."""
    mixed = between(_generator_of(arguments.weights), load_state(arguments.state), arguments.share)
    if newest_state(arguments.out) is not None:
        raise StateNotSaved(f"{arguments.out} holds a state already: give --out a new folder")
    log.info("%s", save_state(arguments.out, mixed))


def _generator_of(path: Path) -> dict[str, Tensor]:
    """A generator's tensors: those of a safetensors file or weights folder, or the averaged ones of a state folder."""
    if (path / "manifest.json").is_file():
        path = path / GENERATOR
    if path.is_dir():
        return part("average", load_state(path).tensors)
    try:
        return load(path.read_bytes())
    except (OSError, SafetensorError) as fault:
        raise BadWeights(f"{path} cannot be read: {getattr(fault, 'strerror', None) or fault}") from fault


if __name__ == "__main__":
    sys.exit(main())
