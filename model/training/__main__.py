"""python -m model.training --photos FOLDER --cache FOLDER --run FOLDER [--minutes N | --steps N] [--resume]

On two GPUs: torchrun --nproc-per-node 2 -m -- model.training …
"""

import argparse
import json
import logging
from dataclasses import replace
from pathlib import Path

import torch

from model.commands import BAD_WEIGHTS, REFUSED, UNWRITABLE, ended
from model.inference.errors import BadWeights
from model.training.arguments import count, positive_number, whole_number
from model.training.checkpoint import BadState, StateNotSaved
from model.training.config import TrainConfig
from model.training.devices import NoDevice, choose_device, has_fast_bfloat16, prepare
from model.training.features import FeaturesMissing
from model.training.holes import HolesOutOfBounds
from model.training.loop import Diverged, Loop
from model.training.machines import Machines, end, join, leave
from model.training.photos import CacheNotWritten, PhotosError, open_cache
from model.training.runs import RUNS
from model.training.starts import RunRefused

log = logging.getLogger(__name__)

EXITS: dict[type[Exception], int] = {
    Diverged: 1,
    PhotosError: REFUSED,
    RunRefused: REFUSED,
    BadState: REFUSED,
    FeaturesMissing: REFUSED,
    HolesOutOfBounds: REFUSED,
    NoDevice: REFUSED,
    StateNotSaved: UNWRITABLE,
    CacheNotWritten: UNWRITABLE,
    BadWeights: BAD_WEIGHTS,
}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m model.training", description="Train the network.")
    parser.add_argument("--photos", type=Path, required=True, help="folder with photos or tar shards")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the decoded photos")
    parser.add_argument("--run", type=Path, required=True, help="folder for states, samples and the curve")
    parser.add_argument(
        "--settings",
        type=named_or_written,
        default="default",
        metavar="NAME|FILE.json",
        help=f"named settings, or the config.json of a run: {', '.join(RUNS)}",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=positive_number, help="length of the run; the rates end at 0 with it")
    length.add_argument("--steps", type=whole_number, help="length in steps, so that a run can be repeated exactly")
    parser.add_argument(
        "--seed", type=count, help="of photos, holes, strokes and first weights (default: the settings')"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--resume", action="store_true", help="go on from the newest state in --run")
    start.add_argument("--from-state", type=Path, help="start with the networks of another run's state")
    start.add_argument("--from-weights", type=Path, help="start with a shipped generator.safetensors")
    parser.add_argument("--compile", action="store_true", help="torch.compile; pays on a GPU and in long CPU runs")
    parser.add_argument("--compact", action="store_true", help="smaller states: half-precision optimiser memory")
    parser.add_argument(
        "--threads", type=whole_number, help="CPU threads (default: all cores); 1 is faster beside other work"
    )
    return parser.parse_args(arguments)


def named_or_written(text: str) -> TrainConfig:
    """The settings of a name, called so, or those that a file holds; for argparse."""
    if text in RUNS:
        return replace(RUNS[text], name=text)
    if not text.endswith(".json"):
        names = ", ".join(RUNS)
        raise argparse.ArgumentTypeError(f"no settings are called {text}: take a config.json, or one of {names}")
    try:
        return TrainConfig.from_json(json.loads(Path(text).read_text(encoding="utf-8")))
    except OSError as fault:
        raise argparse.ArgumentTypeError(f"cannot read {text}: {fault.strerror or fault}") from fault
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise argparse.ArgumentTypeError(f"{text} holds no settings of a run: {fault}") from fault


def settings(arguments: argparse.Namespace) -> TrainConfig:
    """The settings with the length and the seed that were asked for."""
    config: TrainConfig = arguments.settings
    if arguments.seed is not None:
        config = replace(config, seed=arguments.seed)
    if arguments.minutes:
        config = replace(config, minutes=arguments.minutes, steps=0)
    if arguments.steps:
        config = replace(config, steps=arguments.steps)
    return config


def main() -> int:
    """Train as the command line says; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments = parse()
    machines = Machines()

    def work() -> None:
        nonlocal machines
        machines, device = join(choose_device(arguments.device))
        train(arguments, machines, device)

    def tell(line: str) -> None:
        if machines.leads:  # the others say the same
            log.error("%s", line)

    try:
        # In the run itself Ctrl+C saves a state and ends it in good order.
        return ended(work, EXITS, stopped="stopped before the run began: nothing was kept", tell=tell)
    finally:
        leave()


def train(arguments: argparse.Namespace, machines: Machines, device: torch.device) -> None:
    """Make the loop, put it where it shall start, run it."""
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    prepare(device)
    config = settings(arguments)
    if not machines.leads:
        machines.wait()  # the first process decodes the photos
    cache = open_cache(arguments.photos, arguments.cache)
    if machines.leads:
        machines.wait()
        log.info("%s, bfloat16 %s", device, "native" if has_fast_bfloat16(device) else "off")
    loop = Loop(
        config, cache, arguments.run, device, compiled=arguments.compile, compact=arguments.compact, machines=machines
    )
    if arguments.from_state:
        loop.start_from_state(arguments.from_state)
    if arguments.from_weights:
        loop.start_from_weights(arguments.from_weights)
    if arguments.resume:
        loop.resume()
    path = loop.run()
    if machines.leads:
        log.info("%s", path)


if __name__ == "__main__":
    end(main())
