"""Which rows a run measures: rivals, the shipped network, training states, each of ours also with strokes."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TextIO

from safetensors import SafetensorError

from model.evaluation.fills import Fill, shipped_network, state_network, whole_fill
from model.evaluation.measuring import Entry
from model.evaluation.rivals import RIVALS, RivalMissing, rival
from model.evaluation.suites import SuiteError
from model.inference.errors import BadWeights
from model.inference.guidance import STRONGEST
from model.inference.weights import FOLDER, GENERATOR, read_manifest, runs_in_app

GUIDED = "-guided"
DETAIL_OF = {"fill": "auto", "fill-plain": "off", "fill-detailed": "on"}


def entries(arguments: Namespace, notes: TextIO) -> dict[str, Entry]:
    """The rows that the command line asks for, opened; a rival without its package costs one line of `notes`."""
    if not 0 <= arguments.guidance <= STRONGEST:
        raise SuiteError(f"--guidance is {arguments.guidance:g}: give 0 to {STRONGEST:g}")
    networks = _networks(arguments.weights, arguments.state or [], arguments.guidance)
    known = [*RIVALS, *(name + suffix for name in networks for suffix in ("", GUIDED))]
    wanted = arguments.only.split(",") if arguments.only else known
    for name in wanted:
        if name not in known:
            raise SuiteError(f"no fill is called {name!r}: choose of {', '.join(known)}")
    found: dict[str, Entry] = {}
    for name in wanted:
        if name in RIVALS:
            try:
                found[name] = Entry(rival(name), rival=True)
            except RivalMissing as fault:
                notes.write(f"{fault}\n")
        else:
            found[name] = Entry(networks[name.removesuffix(GUIDED)](), guided=name.endswith(GUIDED))
    if not found:
        raise SuiteError("no fill is left to measure: name another one with --only")
    return found


def named_states(values: Iterable[str]) -> dict[str, Path]:
    """NAME=DIR of the command line, or DIR alone, which is called "network"."""
    found: dict[str, Path] = {}
    for value in values:
        name, equals, folder = value.partition("=")
        if not equals or "/" in name:
            name, folder = "network", value
        if not name or name in found or name in RIVALS or name in DETAIL_OF or name.endswith(GUIDED) or "," in name:
            raise SuiteError(f"--state {value}: give each state a name of its own, as in --state gated={folder}")
        if not (Path(folder) / "state.json").is_file():
            raise SuiteError(f"--state {value}: {folder} has no state.json: give a step folder of a training run")
        found[name] = Path(folder)
    return found


def _networks(weights: Path | None, states: list[str], guidance: float = 1.0) -> dict[str, Callable[[], Fill]]:
    """How to open our fills by name, each once. weights: None is the shipped folder, unless states are given."""
    named = named_states(states)
    found: dict[str, Callable[[], Fill]] = {}
    if weights is not None or not named:
        folder = weights or FOLDER
        if "network" in named:
            raise SuiteError("--weights is called network: name the state, as in --state trained=DIR")
        found["network"] = partial(shipped_network, folder)
        if _in_app(folder):
            found |= {name: partial(whole_fill, folder, detail, guidance) for name, detail in DETAIL_OF.items()}
    for name, folder in named.items():
        found[name] = partial(_opened, name, folder)
    return {name: cache(opener) for name, opener in found.items()}


def _in_app(folder: Path) -> bool:
    """Whether the app can fill with the weights; those that cannot be read are refused when they are opened."""
    try:
        entry = read_manifest(folder)["files"].get(GENERATOR)
    except BadWeights:
        return True
    return not isinstance(entry, Mapping) or runs_in_app(entry)


def _opened(name: str, folder: Path) -> Fill:
    try:
        return state_network(folder)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as fault:
        reason = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        raise SuiteError(f"{name}: cannot use the state {folder}: {reason}") from fault
