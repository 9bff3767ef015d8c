"""python -m model.training --photos FOLDER --cache FOLDER --run FOLDER [--minutes N] [--resume]"""

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

import torch

from model.training.config import RUNS
from model.training.devices import choose_device, has_fast_bfloat16
from model.training.loop import Diverged, Loop
from model.training.photos import open_cache


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m model.training", description="Train the network.")
    parser.add_argument("--photos", type=Path, required=True, help="folder with photos or tar shards")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the decoded photos")
    parser.add_argument("--run", type=Path, required=True, help="folder for states and the curve")
    parser.add_argument("--settings", choices=sorted(RUNS), default="default", help="a named set of settings")
    parser.add_argument("--minutes", type=float, help="length of the run; the rates end at 0 with it")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda")
    parser.add_argument("--resume", action="store_true", help="go on from the newest state in --run")
    parser.add_argument("--from-state", type=Path, help="start with the networks of another run's state")
    parser.add_argument("--from-weights", type=Path, help="start with a shipped generator.safetensors")
    parser.add_argument("--compile", action="store_true", help="torch.compile; pays on a GPU and in long CPU runs")
    parser.add_argument("--compact", action="store_true", help="smaller states: half-precision optimiser memory")
    parser.add_argument("--threads", type=int, help="CPU threads")
    return parser.parse_args(arguments)


def main() -> int:
    """Train as the command line says; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments = parse()
    config = RUNS[arguments.settings]
    if arguments.minutes:
        config = replace(config, minutes=arguments.minutes)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    device = choose_device(arguments.device)
    logging.info("%s, bfloat16 %s", device, "native" if has_fast_bfloat16(device) else "off")
    cache = open_cache(arguments.photos, arguments.cache)
    loop = Loop(config, cache, arguments.run, device, compiled=arguments.compile, compact=arguments.compact)
    if arguments.from_state:
        loop.start_from(arguments.from_state)
    if arguments.from_weights:
        loop.start_from_weights(arguments.from_weights)
    if arguments.resume:
        loop.resume()
    try:
        logging.info("\n%s", loop.run())
    except Diverged as fault:
        logging.error("\n%s", fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
