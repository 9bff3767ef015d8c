"""The training loop: time, schedules, logging, states. What a step does stands in `phases`."""

import json
import math
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

import torch
from safetensors.torch import load_file

from model.training.batches import BatchMaker
from model.training.checkpoint import load_state, newest_state, save_state
from model.training.config import TrainConfig
from model.training.phases import Phases
from model.training.photos import PhotoCache

LOG_EVERY = 20


class Diverged(RuntimeError):
    """A loss is not a number any more; the last saved state is still good."""


def rate_factor(step: int, share: float, warmup_steps: int) -> float:
    """Linear warm-up over the first steps, then a cosine to 0 over the run.

    step: steps done.  share: part of the run's minutes that is spent, 0..1.
    """
    warmup = min(1.0, (step + 1) / max(warmup_steps, 1))
    return warmup * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))


def gan_factor(share: float, start: float) -> float:
    """0 before `start`, then rising to 1 within a tenth of the run."""
    return min(max((share - start) / 0.1, 0.0), 1.0)


class Loop:
    """One run: call `run()` until it returns.

    Everything is in `folder`: states, curve.jsonl (one line every LOG_EVERY steps), config.json.
    """

    def __init__(
        self,
        config: TrainConfig,
        cache: PhotoCache,
        folder: Path,
        device: torch.device,
        *,
        compiled: bool = False,
        compact: bool = False,
        save_every_s: float = 180.0,
    ) -> None:
        self.config, self.folder = config, folder
        self.compact, self.save_every_s = compact, save_every_s
        self.phases = Phases(config, device, compiled=compiled)
        self.batches = BatchMaker(
            cache,
            device=device,
            seed=config.seed,
            sketch_share=config.sketch_share,
            recolour_share=config.recolour_share,
        )
        self.step, self.photos, self.spent_s = 0, 0, 0.0
        self._stopping = False
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(config.to_json(), indent=1))

    def resume(self) -> None:
        """Go on from the newest state in the folder; without one, start anew."""
        path = newest_state(self.folder)
        if path is None:
            return
        state = load_state(path)
        self.phases.restore(state)
        self.step = state.facts["step"]
        self.photos = state.facts["photos"]
        self.spent_s = state.facts["seconds"]

    def start_from(self, path: Path) -> None:
        """Take networks and optimiser memory from another run's state, but start this run's clock at 0."""
        state = load_state(path)
        self.phases.restore(state)
        self.step = state.facts["step"]
        self.photos = state.facts["photos"]

    def start_from_weights(self, path: Path) -> None:
        """Take a shipped generator.safetensors as the start of both the learning and the averaged generator."""
        weights = {name: value.float() for name, value in load_file(path).items()}
        self.phases.generator.load_state_dict(weights)
        self.phases.average.network.load_state_dict(weights)

    def run(self) -> Path:
        """Train until the minutes are spent or a signal asks to stop; returns the last state's folder."""
        old = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            return self._run()
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _run(self) -> Path:
        budget_s = self.config.minutes * 60.0
        saved_s = self.spent_s
        while self.spent_s < budget_s and not self._stopping:
            began = time.perf_counter()
            share = self.spent_s / budget_s
            record = self._one_step(share)
            self.spent_s += time.perf_counter() - began
            if record:
                self._log(record, budget_s)
            if self.spent_s - saved_s > self.save_every_s:
                self.save()
                saved_s = self.spent_s
        return self.save()

    def _one_step(self, share: float) -> dict | None:
        stage = self.config.stage_at(share)
        self.phases.set_rates(rate_factor(self.step, share, self.config.warmup_steps))
        gan_weight = self.config.gan_weight * gan_factor(share, self.config.gan_from)
        began = time.perf_counter()
        batch = self.batches.draw(stage.size, stage.batch, self.step)
        waited = time.perf_counter() - began
        losses = self.phases.discriminator_phase(batch) if gan_weight > 0 else {}
        losses |= self.phases.generator_phase(batch, gan_weight=gan_weight)
        self.step += 1
        self.photos += stage.batch
        self.phases.average.update(self.phases.generator, self.step)
        if self.step % LOG_EVERY:
            return None
        # Reading a number waits for the device, so it is done once in a while.
        values = {name: round(loss.item(), 5) for name, loss in losses.items()}
        took = time.perf_counter() - began
        facts = {
            "device": self.phases.device.type,
            "step": self.step,
            "photos": self.photos,
            "size": stage.size,
            "share": round(share, 4),
        }
        return facts | values | {"wait_share": round(waited / took, 4), "step_s": round(took, 3)}

    def _log(self, record: dict, budget_s: float) -> None:
        with (self.folder / "curve.jsonl").open("a") as curve:
            curve.write(json.dumps(record) + "\n")
        left = max(budget_s - self.spent_s, 0.0)
        sys.stderr.write(f"\r{json.dumps(record)} {left:.0f} s left ")
        sys.stderr.flush()
        bad = [name for name, value in record.items() if isinstance(value, float) and not math.isfinite(value)]
        if bad:
            self._diverged(", ".join(bad))

    def _diverged(self, what: str) -> NoReturn:
        raise Diverged(
            f"{what} is not finite at step {self.step}: go on from the last state in {self.folder} with a lower rate"
        )

    def save(self) -> Path:
        """Write the state now; Diverged instead of one that would not be good to go on from."""
        if not all(parameter.isfinite().all() for parameter in self.phases.generator.parameters()):
            self._diverged("a weight")
        facts = {
            "step": self.step,
            "photos": self.photos,
            "seconds": round(self.spent_s, 3),
            "config": self.config.to_json(),
        }
        return save_state(self.folder, self.phases.state(facts, compact=self.compact))
