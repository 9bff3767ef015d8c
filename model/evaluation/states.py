"""Training states opened for use, with every fault of theirs as one line."""

from pathlib import Path

from model.network.generator import Generator
from model.training.average import averaged_generator
from model.training.checkpoint import BadState, State, load_state


def open_state(folder: Path) -> tuple[State, Generator]:
    """A state and its averaged generator, of any kind of convolution; BadState where it is none or is incomplete."""
    state = load_state(folder)
    try:
        return state, averaged_generator(state)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as fault:
        raise BadState(f"{folder} lacks parts of a state: take another step-… folder of the run") from fault
