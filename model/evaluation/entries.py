"""Which rows a run measures: rivals, stored fills, the shipped network, training states; ours also with strokes."""

import json
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, TextIO

from safetensors import SafetensorError

from model.evaluation.fills import Fill, shipped_network, state_network, whole_fill
from model.evaluation.measuring import GUIDED, Entry, MadeFills
from model.evaluation.rivals import RIVALS, RivalMissing
from model.evaluation.stored import stored_fills
from model.evaluation.suites import SuiteError
from model.inference.errors import BadWeights
from model.inference.guidance import STRONGEST
from model.inference.weights import FOLDER, GENERATOR, read_manifest, runs_in_app

DETAIL_OF = {"fill": "auto", "fill-plain": "off", "fill-detailed": "on"}


class Ours(NamedTuple):
    """One of our fills: how to open it, and what the report says of it."""

    open: Callable[[], Fill]
    made_by: Mapping[str, object]


def entries(arguments: Namespace, notes: TextIO) -> dict[str, Entry]:
    """The rows that the command line asks for, opened; a rival without its package costs one line of `notes`."""
    if not 0 <= arguments.guidance <= STRONGEST:
        raise SuiteError(f"--guidance is {arguments.guidance:g}: give 0 to {STRONGEST:g}")
    stored = named_folders("--filled", arguments.filled or [])
    networks = _networks(arguments.weights, arguments.state or [], arguments.guidance)
    twice = stored.keys() & networks.keys()
    if twice:
        raise SuiteError(f"--filled {min(twice)}: a row of ours is called so, give it another name")
    known = [*RIVALS, *stored, *(name + suffix for name in networks for suffix in ("", GUIDED))]
    wanted = arguments.only.split(",") if arguments.only else known
    for name in wanted:
        if name not in known:
            raise SuiteError(f"no fill is called {name!r}: choose of {', '.join(known)}")
    found: dict[str, Entry] = {}
    for name in wanted:
        if name in stored:
            found[name] = stored_fills(stored[name])
        elif name in RIVALS:
            try:
                found[name] = MadeFills(RIVALS[name](), rival=True)
            except RivalMissing as fault:
                notes.write(f"{fault}\n")
        else:
            ours = networks[name.removesuffix(GUIDED)]
            found[name] = MadeFills(ours.open(), guided=name.endswith(GUIDED), made_by=ours.made_by)
    if not found:
        raise SuiteError("no fill is left to measure: name another one with --only")
    return found


def named_states(values: Iterable[str]) -> dict[str, Path]:
    """NAME=DIR of the command line, or DIR alone, which is called "network"."""
    found = named_folders("--state", values, unnamed="network")
    for folder in found.values():
        if not (folder / "state.json").is_file():
            raise SuiteError(f"--state {folder}: no state.json in it, give a step folder of a training run")
    return found


def named_folders(option: str, values: Iterable[str], *, unnamed: str = "") -> dict[str, Path]:
    """NAME=DIR of the command line. unnamed: what DIR alone is called, if that is allowed."""
    found: dict[str, Path] = {}
    for value in values:
        name, equals, folder = value.partition("=")
        if not equals or "/" in name:
            name, folder = unnamed, value
        if not name or name in found or name in RIVALS or name in DETAIL_OF or name.endswith(GUIDED) or "," in name:
            raise SuiteError(f"{option} {value}: give each a name of its own, as in {option} mine={folder}")
        if not Path(folder).is_dir():
            raise SuiteError(f"{option} {value}: there is no folder {folder}")
        found[name] = Path(folder)
    return found


def _networks(weights: Path | None, states: list[str], guidance: float = 1.0) -> dict[str, Ours]:
    """Our fills by name, each opened once. weights: None is the shipped folder, unless states are given."""
    named = named_states(states)
    found: dict[str, Ours] = {}
    if weights is not None or not named:
        folder = weights or FOLDER
        if "network" in named:
            raise SuiteError("--weights is called network: name the state, as in --state trained=DIR")
        facts = _facts_of_weights(folder)
        found["network"] = Ours(partial(shipped_network, folder), facts)
        if _in_app(folder):
            for name, detail in DETAIL_OF.items():
                settings = {"detail": detail, "guidance": guidance}
                found[name] = Ours(partial(whole_fill, folder, detail, guidance), {**facts, **settings})
    for name, folder in named.items():
        found[name] = Ours(partial(_opened, name, folder), _facts_of_state(folder))
    return {name: Ours(cache(ours.open), ours.made_by) for name, ours in found.items()}


def _facts_of_weights(folder: Path) -> dict[str, object]:
    """Which weights they are; without what cannot be read, of which opening them says more."""
    try:
        entry = read_manifest(folder)["files"].get(GENERATOR)
    except BadWeights:
        entry = None
    known = entry if isinstance(entry, Mapping) else {}
    return {"weights": str(folder), **{name: known[name] for name in ("sha256", "steps") if name in known}}


def _facts_of_state(folder: Path) -> dict[str, object]:
    """Which state it is; without what cannot be read, of which opening it says more."""
    facts: dict[str, object] = {"state": str(folder)}
    try:
        values = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        return facts | {"step": values["step"], "settings": values["config"]["name"]}
    except (OSError, ValueError, KeyError, TypeError):
        return facts


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
