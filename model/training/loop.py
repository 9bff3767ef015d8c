"""The training loop: time, schedules, logging, states. What a step does stands in `phases`."""

import json
import logging
import math
import signal
import time
from pathlib import Path
from typing import NoReturn, cast

import torch

from model.inference.weights import read_vouched
from model.network.config import NetworkConfig
from model.network.load import GENERATOR, load_generator
from model.training.ahead import Ahead
from model.training.batches import BatchMaker
from model.training.checkpoint import BadState, State, StateNotSaved, load_state, newest_state, prefixed, save_state
from model.training.config import TrainConfig
from model.training.journal import Journal
from model.training.machines import Machines
from model.training.phases import Phases
from model.training.photos import PhotoCache
from model.training.progress import told
from model.training.rescue import Rescue
from model.training.samples import save_samples

LOG_EVERY = 20
SAVE_EVERY_S = 180.0
SAMPLES_EVERY_S = 300.0
MILESTONES = "milestones"

log = logging.getLogger(__name__)


class Diverged(RuntimeError):
    """A loss is not a number any more; the last saved state is still good."""


class RunRefused(ValueError):
    """The run's folder does not fit what was asked; nothing in it was touched."""


def rate_factor(step: int, share: float, warmup_steps: int) -> float:
    """Linear warm-up over the first steps, then a cosine to 0 over the run.

    step: steps done since the run began.  share: part of the run that is spent, 0..1.
    """
    warmup = min(1.0, (step + 1) / max(warmup_steps, 1))
    return warmup * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))


def gan_factor(share: float, start: float) -> float:
    """0 before `start`, then rising to 1 within a tenth of the run."""
    return min(max((share - start) / 0.1, 0.0), 1.0) if start > 0 else 1.0


class Loop:
    """One run: call `run()` until it returns.

    Everything is in `folder`: states, curve.jsonl (the first step and every LOG_EVERY), samples/, config.json.
    step, photos: of all training that led here.  spent_s: time of this run.  hours_before: of the runs before it.
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
        machines: Machines | None = None,
    ) -> None:
        self.config, self.folder, self.compact = config, folder, compact
        self.machines = machines or Machines()
        self._cache = cache
        self._share_out()
        self.phases = Phases(config, device, compiled=compiled, machines=self.machines)
        self.batches = BatchMaker(
            cache,
            device=device,
            seed=config.seed,
            sketch_share=config.sketch_share,
            recolour_share=config.recolour_share,
            traced_share=config.traced_share,
            enlarged_share=config.enlarged_share,
            holes=config.holes,
        )
        self._ahead = Ahead(self.batches.draw, device) if device.type == "cuda" else None
        self.step, self.first_step, self.photos = 0, 0, 0
        self.spent_s, self.hours_before = 0.0, 0.0
        self._clock = time.process_time if config.clock == "cpu" else time.perf_counter
        self._stopping = False
        self._passed = 0  # milestones
        self._journal = Journal(folder)
        self._rescue = Rescue(self.phases)

    def _share_out(self) -> None:
        for stage in self.config.stages:
            if stage.batch % self.machines.count:
                raise RunRefused(
                    f"{self.machines.count} processes cannot share a batch of {stage.batch} at {stage.size}² evenly: "
                    "take another number of them, or other settings"
                )

    def resume(self) -> None:
        """Go on from the newest state in the folder. RunRefused where there is none, or one of other settings."""
        path = newest_state(self.folder)
        if path is None:
            raise RunRefused(f"{self.folder} has no state to go on from: leave --resume out, or give another --run")
        state = load_state(path)
        differing = self.config.differences(TrainConfig.from_json(state.facts["config"]))
        if differing:
            names = ", ".join(differing)
            raise RunRefused(f"{path} was trained with other settings ({names}): take those, or another --run")
        self._restore(path, state)
        self.step, self.photos = state.facts["step"], state.facts["photos"]
        self.first_step = state.facts.get("first_step", 0)
        self.spent_s = state.facts["seconds"]
        self.hours_before = state.facts.get("hours_before", 0.0)
        self._rescue.caution = state.facts.get("caution", 1.0)

    def _restore(self, path: Path, state: State) -> None:
        try:
            self.phases.restore(state)
        except (RuntimeError, KeyError, ValueError) as fault:
            raise BadState(f"{path} lacks a part of what its settings need: take another step-… folder") from fault

    def start_from(self, path: Path) -> None:
        """Take networks and optimiser memory from another run's state, but start this run's clock at 0."""
        state = load_state(path)
        self._fits(NetworkConfig(**state.facts["config"]["network"]))
        self._restore(path, state)
        self.step = self.first_step = state.facts["step"]
        self.photos = state.facts["photos"]
        self.hours_before = state.facts.get("hours_before", 0.0) + state.facts["seconds"] / 3600

    def start_from_weights(self, path: Path) -> None:
        """Take a shipped generator.safetensors as the start of both the learning and the averaged generator.

        BadWeights where its manifest does not vouch for it or it is none, RunRefused where it is of another network.
        """
        path = path / GENERATOR if path.is_dir() else path
        generator = load_generator(path)
        self._fits(generator.config)
        for network in (self.phases.generator, self.phases.average.network):
            network.load_state_dict(generator.state_dict())
        if path.with_name("manifest.json").exists():
            entry, _ = read_vouched(path.parent, path.name)
            # The steps and hours count on, and the crops are not the first run's once more.
            self.step = self.first_step = cast(int, entry["steps"])
            self.photos, self.hours_before = cast(int, entry["photos_seen"]), cast(float, entry["hours"])

    def _fits(self, network: NetworkConfig) -> None:
        if network != self.config.network:
            raise RunRefused(f"what to start from is {network}, the settings ask for {self.config.network}")

    def run(self) -> Path:
        """Train until the time or the steps are spent or a signal asks to stop; returns the last state's folder.

        Diverged where a loss or a weight is not finite.  StateNotSaved where the last state cannot be written;
        one in between that cannot is told and tried again.
        """
        self._open_folder()
        old = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            return self._run()
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)
            if self._ahead:
                self._ahead.close()

    def _open_folder(self) -> None:
        if self.step == self.first_step and newest_state(self.folder) is not None:
            raise RunRefused(f"{self.folder} holds a run already: --resume goes on with it, or take another --run")
        if not self.machines.leads:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "config.json").write_text(json.dumps(self.config.to_json(), indent=1))
            self._journal.cut(self.step)
        except OSError as fault:
            raise StateNotSaved(f"{self.folder} cannot be written ({fault.strerror}): give another --run") from fault

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def share(self) -> float:
        """Part of the run that is spent, 0..1."""
        if self.config.steps:
            return min((self.step - self.first_step) / self.config.steps, 1.0)
        return min(self.spent_s / (self.config.minutes * 60.0), 1.0)

    def _run(self) -> Path:
        self._passed = sum(self.share() > milestone for milestone in self.config.milestones)
        saved_s = sampled_s = self.spent_s
        while True:
            # All processes take the first one's clock, and stop together.
            (self.spent_s,) = self.machines.agree(self.spent_s)
            share = self.share()
            if share >= 1.0 or self.machines.any(self._stopping):
                break
            self._keep_milestone(share)
            began = self._clock()
            record = self._one_step(share)
            self.spent_s += self._clock() - began
            if record:
                self._log(record)
            if self.spent_s - saved_s > SAVE_EVERY_S and not self._rescue.is_suspicious:
                saved_s = self.spent_s
                self._save_and_go_on()
            if self.spent_s - sampled_s > SAMPLES_EVERY_S and self.machines.leads:
                sampled_s = self.spent_s
                self._sample()
        self._sample()
        return self.save()

    def _one_step(self, share: float) -> dict | None:
        stage = self.config.stage_at(share)
        factor = rate_factor(self.step - self.first_step, share, self.config.warmup_steps)
        self.phases.set_rates(factor * self._rescue.caution)
        gan_weight = self.config.gan_weight * gan_factor(share, self.config.gan_from)
        logged = (self.step + 1) % LOG_EVERY == 0 or self.step == self.first_step
        if logged and self.phases.device.type == "cuda":
            torch.cuda.synchronize()  # else the work of the steps before would count as waiting for the batch
        began = time.perf_counter()
        draw = self._ahead.draw if self._ahead else self.batches.draw
        batch = self.machines.part(draw(stage.size, stage.batch, self.step))
        waited = time.perf_counter() - began
        losses = self.phases.step(batch, gan_weight=gan_weight)
        self.step += 1
        self.photos += stage.batch
        self.phases.average.update(self.phases.generator, self.step)
        if not logged:
            return None
        # Reading a number waits for the device, so it is done once in a while.
        values = {name: round(self.machines.mean(loss).item(), 5) for name, loss in losses.items()}
        took = time.perf_counter() - began
        facts = {
            "device": self.phases.device.type,
            "step": self.step,
            "photos": self.photos,
            "size": stage.size,
            "share": round(share, 4),
            "seconds": round(self.spent_s, 1),
        }
        return facts | values | {"wait_share": round(waited / took, 4), "step_s": round(took, 3)}

    def _log(self, record: dict) -> None:
        if self.machines.leads:
            self._journal.tell(record, left_s=self._left_s())
        # Means over all processes: all of them go back here, or none.
        bad = [name for name, value in record.items() if isinstance(value, float) and not math.isfinite(value)]
        if self._rescue.watch(math.nan if bad else record[told(record)], self.step):
            self._go_back(bad)

    def _go_back(self, bad: list[str]) -> None:
        to = self._rescue.go_back()
        if to is None:
            self._diverged(f"{', '.join(bad)} is not finite" if bad else "the loss stays far above what it was")
        if self.machines.leads:
            was = f"training collapsed before step {self.step}"
            self._journal.note(self.step, f"{was}: back to the networks of step {to}, on at half the rates")

    def _left_s(self) -> float:
        if not self.config.steps:
            return max(self.config.minutes * 60.0 - self.spent_s, 0.0)
        share = self.share()
        return self.spent_s * (1.0 - share) / max(share, 1e-6)

    def _keep_milestone(self, share: float) -> None:
        """Write the averaged generator when the next of the settings' milestones is passed."""
        passed = sum(share >= milestone for milestone in self.config.milestones)
        if passed > self._passed and self.machines.leads:
            tensors = prefixed("average", self.phases.average.network.state_dict())
            state = State(tensors, self._facts())
            try:
                save_state(self.folder / MILESTONES, state, kept=len(self.config.milestones))
            except StateNotSaved as fault:
                log.warning("%s; training goes on without this milestone", fault)
        self._passed = passed

    def _sample(self) -> None:
        size = self.config.stage_at(self.share()).size
        if self.machines.leads:
            path = self.folder / "samples" / f"step-{self.step:08d}.jpg"
            try:
                save_samples(self.phases.average.network, self._cache, path, size=size, device=self.phases.device)
            except OSError as fault:
                log.warning("no samples at step %d: %s", self.step, fault)

    def _diverged(self, what: str) -> NoReturn:
        raise Diverged(f"{what} at step {self.step}: go on from the last state in {self.folder} with a lower rate")

    def _save_and_go_on(self) -> None:
        try:
            self.save()
        except StateNotSaved as fault:
            log.warning("%s; training goes on and tries again", fault)

    def save(self) -> Path:
        """Write the state now; Diverged instead of one that would not be good to go on from."""
        if not all(parameter.isfinite().all() for parameter in self.phases.generator.parameters()):
            self._diverged("a weight is not finite")
        if not self.machines.leads:
            return self.folder
        return save_state(self.folder, self.phases.state(self._facts(), compact=self.compact))

    def _facts(self) -> dict:
        return {
            "step": self.step,
            "first_step": self.first_step,
            "photos": self.photos,
            "seconds": round(self.spent_s, 3),
            "hours_before": round(self.hours_before, 3),
            "caution": self._rescue.caution,
            "config": self.config.to_json(),
        }
