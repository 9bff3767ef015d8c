"""A random network promoted from a state: python -m tests.model.export.promotion FOLDER.

An export takes longer than all tests of what it made, so it runs in a process of its own, beside other tests.
"""

import json
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path

import torch

from model.export.parity import Parity
from model.export.promote import promote
from model.network.config import NetworkConfig
from model.network.discriminator import Discriminator
from model.network.generator import Generator
from model.training.checkpoint import State, prefixed, save_state

DATA = {"summary": "a few photographs", "sources": [{"source": "mine", "photographs": 3, "terms": "CC0 1.0"}]}


def make(folder: Path) -> None:
    """folder/run: the state.  folder/weights: what was promoted from it.  folder/parities.json"""
    torch.manual_seed(1)
    config = NetworkConfig()
    tensors = prefixed("average", Generator(config).state_dict())
    tensors |= prefixed("discriminator", Discriminator(config).state_dict())
    facts = {"step": 40, "photos": 160, "seconds": 36.0, "config": {"network": config.to_json()}}
    run = folder / "run"
    state = save_state(run, State(tensors, facts))
    lines = [json.dumps({"step": step, "refined": 0.1}) for step in range(1, 60)]
    (run / "curve.jsonl").write_text("\n".join(lines))
    parities = promote(state, folder / "weights", data=DATA, gates={"brush": 1.0}, discriminator=True)
    (folder / "parities.json").write_text(json.dumps([asdict(parity) for parity in parities]))


def parities_in(folder: Path) -> list[Parity]:
    """What torch and onnxruntime differed by."""
    found = json.loads((folder / "parities.json").read_text())
    return [Parity(**{**parity, "size": tuple(parity["size"])}) for parity in found]


if __name__ == "__main__":
    os.nice(5)  # the tests beside it watch the clock
    torch.set_num_threads(1)
    for kind in (FutureWarning, DeprecationWarning, UserWarning):
        warnings.simplefilter("ignore", kind)
    make(Path(sys.argv[1]))
