"""What a run starts from, beside nothing: its own newest state, another run's, weights."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.inference.errors import BadWeights
from model.inference.weights import read_vouched
from model.network.config import NetworkConfig
from model.network.load import DISCRIMINATORS, GENERATOR, load_discriminator, load_generator
from model.training.checkpoint import BadState, State, load_state, newest_state
from model.training.config import TrainConfig
from model.training.phases import Phases
from model.training.standing import Standing

log = logging.getLogger(__name__)


class RunRefused(ValueError):
    """The run's folder, or what it shall start from, does not fit what was asked; nothing was touched."""


def resume(phases: Phases, config: TrainConfig, folder: Path) -> tuple[Standing, float]:
    """Put the newest state of the run's own folder into `phases`; where the run stands, and its caution.

    RunRefused where there is none, or one of other settings.  BadState where it is not whole.
    """
    path = newest_state(folder)
    if path is None:
        raise RunRefused(f"{folder} has no state to go on from: leave --resume out, or give another --run")
    state = load_state(path)
    with _understood(path):
        differing = config.differences(TrainConfig.from_json(state.facts["config"]))
        standing = Standing.resumed(state.facts)
    if differing:
        names = ", ".join(differing)
        own = folder / "config.json"
        raise RunRefused(f"{path} was trained with other settings ({names}): give --settings {own}, or another --run")
    _restore(phases, path, state)
    return standing, state.facts.get("caution", 1.0)


def start_from_state(phases: Phases, config: TrainConfig, path: Path) -> Standing:
    """Take networks and optimiser memory from another run's state; its steps and hours count on.

    RunRefused where it is of another network.  BadState where it is none, or not whole.
    """
    state = load_state(path)
    with _understood(path):
        network = NetworkConfig(**state.facts["config"]["network"])
        standing = Standing.after_run(state.facts)
    _require_network(config, network)
    _restore(phases, path, state)
    return standing


def start_from_weights(phases: Phases, config: TrainConfig, path: Path) -> Standing:
    """Take a shipped generator.safetensors as the start of both the learning and the averaged generator.

    A discriminator of the run's kind that lies beside it is taken too.

    BadWeights where its manifest does not vouch for it or it is none.  RunRefused where it is of another network.
    """
    path = path / GENERATOR if path.is_dir() else path
    generator = load_generator(path)
    _require_network(config, generator.config)
    for network in (phases.generator, phases.average.network):
        network.load_state_dict(generator.state_dict())
    _take_discriminator_beside(phases, path.parent)
    manifest = path.with_name("manifest.json")
    if not manifest.exists():
        return Standing()
    entry, _ = read_vouched(path.parent, path.name)
    try:
        return Standing.after_weights(entry)
    except KeyError as fault:
        raise BadWeights(f"{manifest} does not say the {fault} of {path.name}: restore it, or export anew") from fault


def _take_discriminator_beside(phases: Phases, folder: Path) -> None:
    # Without a manifest nobody vouches for it.
    if not (folder / "manifest.json").exists() or not any(folder.glob(DISCRIMINATORS)):
        return
    tensors, wanted = load_discriminator(folder), phases.discriminator.state_dict()
    if {name: value.shape for name, value in tensors.items()} == {name: value.shape for name, value in wanted.items()}:
        phases.take_discriminator(tensors)
    elif phases.config.gan_weight > 0:
        log.info("the discriminator in %s is of another kind: this run's begins from nothing", folder)


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Around reading a state's facts, which may be of another version, or edited."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as fault:
        raise BadState(f"{path}: its state.json is not understood ({fault}): take another step-… folder") from fault


def _restore(phases: Phases, path: Path, state: State) -> None:
    try:
        phases.restore(state)
    except (RuntimeError, KeyError, ValueError) as fault:
        raise BadState(f"{path} lacks a part of what its settings need: take another step-… folder") from fault


def _require_network(config: TrainConfig, network: NetworkConfig) -> None:
    theirs, ours = network.to_json(), config.network.to_json()
    differing = [f"{name} {theirs[name]} (the settings: {ours[name]})" for name in ours if ours[name] != theirs[name]]
    if differing:
        what = ", ".join(differing)
        raise RunRefused(
            f"what to start from is another network, with {what}: take settings of that one, or another start"
        )
