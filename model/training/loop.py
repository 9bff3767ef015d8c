"""The training loop: batches, steps, logging, states. What a step does stands in `phases`."""

import json
import logging
import math
import signal
import time
from pathlib import Path
from typing import NoReturn

import torch

from model.commands import asking_to_end
from model.training import starts
from model.training.ahead import Ahead
from model.training.batches import BatchMaker
from model.training.checkpoint import State, StateNotSaved, drop_states, newest_state, prefixed, save_state, state_name
from model.training.config import TrainConfig
from model.training.journal import Journal
from model.training.machines import Machines
from model.training.phases import Phases
from model.training.photos import PhotoCache
from model.training.progress import told
from model.training.rescue import Rescue
from model.training.samples import save_samples
from model.training.schedule import gan_factor, rate_factor
from model.training.standing import Standing
from model.training.starts import RunRefused

LOG_EVERY = 20
SAVE_EVERY_S = 180.0
SAMPLES_EVERY_S = 300.0
MILESTONES = "milestones"

log = logging.getLogger(__name__)


class Diverged(RuntimeError):
    """A loss is not a number any more; the last saved state is still good."""


class Loop:
    """One run: call `run()` until it returns.

    Everything is in `folder`: states, curve.jsonl (the first step and every LOG_EVERY), samples/, config.json.
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
            relight_share=config.relight_share,
            traced_share=config.traced_share,
            enlarged_share=config.enlarged_share,
            holes=config.holes,
        )
        self._ahead = Ahead(self.batches.draw, device) if device.type == "cuda" else None
        self.standing = Standing()
        self._clock = time.process_time if config.clock == "cpu" else time.perf_counter
        self._stopping = False
        self._is_own = False  # what the folder holds is of this run
        self._passed = 0  # milestones
        self._last_milestone = 0  # step of the last one, or where the run began: later ones are of a run given up
        self._journal = Journal(folder)
        self._rescue = Rescue(self.phases, self._facts)

    def _share_out(self) -> None:
        for stage in self.config.stages:
            if stage.batch % self.machines.count:
                raise RunRefused(
                    f"{self.machines.count} processes cannot share a batch of {stage.batch} at {stage.size}² evenly: "
                    "take another number of them, or other settings"
                )

    def resume(self) -> None:
        """Go on from the newest state in the folder; refused as `starts.resume` says."""
        self.standing, self._rescue.caution = starts.resume(self.phases, self.config, self.folder)
        self._is_own = True

    def start_from_state(self, path: Path) -> None:
        """Begin with another run's networks and optimisers; refused as `starts.start_from_state` says."""
        self.standing = starts.start_from_state(self.phases, self.config, path)

    def start_from_weights(self, path: Path) -> None:
        """Begin with shipped weights; refused as `starts.start_from_weights` says."""
        self.standing = starts.start_from_weights(self.phases, self.config, path)

    def run(self) -> Path:
        """Train until the time or the steps are spent or a signal asks to stop; returns the last state's folder.

        Diverged where a loss or a weight is not finite.  StateNotSaved where the last state cannot be written;
        one in between that cannot is told and tried again.
        """
        self._open_folder()
        old = {number: signal.signal(number, self._stop) for number in asking_to_end()}
        try:
            return self._run()
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)
            if self._ahead:
                self._ahead.close()

    def _open_folder(self) -> None:
        if not self._is_own and newest_state(self.folder) is not None:
            raise RunRefused(f"{self.folder} holds a run already: --resume goes on with it, or take another --run")
        if not self.machines.leads:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "config.json").write_text(json.dumps(self.config.to_json(), indent=1))
            self._journal.cut(self.standing.step)
        except OSError as fault:
            raise StateNotSaved(f"{self.folder} cannot be written ({fault.strerror}): give another --run") from fault

    def _stop(self, *_: object) -> None:
        if self.machines.leads and not self._stopping:
            log.info("stopping after this step, with a state")
        self._stopping = True

    def _run(self) -> Path:
        standing = self.standing
        self._passed = sum(standing.share(self.config) > milestone for milestone in self.config.milestones)
        self._last_milestone = standing.step
        saved_s = sampled_s = standing.spent_s
        self._tell_if_spent()
        while True:
            # All processes take the first one's clock, and stop together.
            (standing.spent_s,) = self.machines.agree(standing.spent_s)
            share = standing.share(self.config)
            if share >= 1.0 or self.machines.any(self._stopping):
                break
            self._keep_milestone(share)
            began = self._clock()
            record = self._one_step(share)
            took_s = self._clock() - began
            standing.spent_s += took_s
            self._tell_if_too_slow(took_s)
            if record:
                self._log(record)
            if standing.spent_s - saved_s > SAVE_EVERY_S and not self._rescue.is_suspicious:
                saved_s = standing.spent_s
                self._save_and_go_on()
            if standing.spent_s - sampled_s > SAMPLES_EVERY_S and self.machines.leads:
                sampled_s = standing.spent_s
                self._sample()
        self._sample()
        path = self._save_last()
        if share < 1.0 and self.machines.leads:
            log.info("stopped at %d %%: --resume goes on from here", round(100 * self.standing.share(self.config)))
        return path

    def _tell_if_spent(self) -> None:
        if self.machines.leads and self.standing.share(self.config) >= 1.0:
            config = self.config
            length = f"{config.steps} --steps" if config.steps else f"{config.minutes:g} --minutes"
            log.warning("nothing is left to train, the run has had its %s: give more to go on", length)

    def _tell_if_too_slow(self, took_s: float) -> None:
        """took_s: seconds of the last step."""
        if self.machines.leads and not self.config.steps and took_s >= self.config.minutes * 60.0:
            smaller = "" if self.config.name == "tiny" else ", or try --settings tiny"
            log.warning("a step takes %.0f s here, longer than the whole run: give more --minutes%s", took_s, smaller)

    def _one_step(self, share: float) -> dict | None:
        standing, stage = self.standing, self.config.stage_at(share)
        self.phases.set_rates(self._rate_factor(share) * self._rescue.caution)
        gan_weight = self.config.gan_weight * gan_factor(share, self.config.gan_from)
        logged = (standing.step + 1) % LOG_EVERY == 0 or standing.step == standing.first_step
        if logged and self.phases.device.type == "cuda":
            torch.cuda.synchronize()  # else the work of the steps before would count as waiting for the batch
        began = time.perf_counter()
        draw = self._ahead.draw if self._ahead else self.batches.draw
        batch = self.machines.part(draw(stage.size, stage.batch, standing.step))
        waited = time.perf_counter() - began
        losses = self.phases.step(batch, gan_weight=gan_weight)
        standing.step += 1
        standing.photos += stage.batch
        self.phases.average.update(self.phases.generator, standing.step)
        if not logged:
            return None
        # Reading a number waits for the device, so it is done once in a while.
        values = {name: round(self.machines.mean(loss).item(), 5) for name, loss in losses.items()}
        took = time.perf_counter() - began
        facts = {
            "device": self.phases.device.type,
            "step": standing.step,
            "photos": standing.photos,
            "size": stage.size,
            "share": round(share, 4),
            "seconds": round(standing.spent_s, 1),
        }
        return facts | values | {"wait_share": round(waited / took, 4), "step_s": round(took, 3)}

    def _rate_factor(self, share: float) -> float:
        config, steps = self.config, self.standing.step - self.standing.first_step
        restart_at, restart_rate = config.restart_at, config.restart_rate
        return rate_factor(steps, share, config.warmup_steps, restart_at=restart_at, restart_rate=restart_rate)

    def _log(self, record: dict) -> None:
        if self.machines.leads:
            self._journal.tell(record, left_s=self.standing.left_s(self.config))
        # Means over all processes: all of them go back here, or none.
        bad = [name for name, value in record.items() if isinstance(value, float) and not math.isfinite(value)]
        if self._rescue.watch(math.nan if bad else record[told(record)], self.standing.step):
            self._go_back(bad)

    def _go_back(self, bad: list[str]) -> None:
        to = self._rescue.go_back()
        if to is None:
            self._diverged(f"{', '.join(bad)} is not finite" if bad else "the loss stays far above what it was")
        if self.machines.leads:
            was = f"training collapsed before step {self.standing.step}"
            self._journal.note(self.standing.step, f"{was}: back to the networks of step {to}, on at half the rates")

    def _keep_milestone(self, share: float) -> None:
        """Write the averaged generator when the next of the settings' milestones is passed."""
        passed = sum(share >= milestone for milestone in self.config.milestones)
        if passed > self._passed and self.machines.leads:
            tensors = prefixed("average", self.phases.average.network.state_dict())
            state = State(tensors, self._facts())
            drop_states(self.folder / MILESTONES, after=self._last_milestone)
            self._last_milestone = self.standing.step
            try:
                save_state(self.folder / MILESTONES, state, kept=len(self.config.milestones))
            except StateNotSaved as fault:
                log.warning("%s; training goes on without this milestone", fault)
        self._passed = passed

    def _sample(self) -> None:
        size = self.config.stage_at(self.standing.share(self.config)).size
        if self.machines.leads:
            path = self.folder / "samples" / f"step-{self.standing.step:08d}.jpg"
            try:
                save_samples(self.phases.average.network, self._cache, path, size=size, device=self.phases.device)
            except OSError as fault:
                log.warning("no samples at step %d: %s", self.standing.step, fault)

    def _diverged(self, what: str) -> NoReturn:
        raise Diverged(
            f"{what} at step {self.standing.step}: go on from the last state in {self.folder} with a lower rate"
        )

    def _save_and_go_on(self) -> None:
        try:
            self.save()
        except StateNotSaved as fault:
            log.warning("%s; training goes on and tries again", fault)

    def save(self) -> Path:
        """Write the state now; Diverged instead of one that would not be good to go on from."""
        if not all(parameter.isfinite().all() for parameter in self.phases.generator.parameters()):
            self._diverged("a weight is not finite")
        self._is_own = True
        if not self.machines.leads:
            return self.folder
        return save_state(self.folder, self.phases.state(self._facts(), compact=self.compact))

    def _save_last(self) -> Path:
        """The state that the run ends with: what it came to, or, where that may be broken, the last good networks."""
        good, step = self._rescue.newest, self.standing.step
        if not self._rescue.is_suspicious or good is None:
            return self.save()
        path = newest_state(self.folder) if self._is_own else None
        if path is None or path.name < state_name(good.facts["step"]):
            self.phases.restore(good)
            self.standing = Standing.resumed(good.facts)
            path = self.save()
        if self.machines.leads:
            why = f"the loss before step {step} is far above what it was"
            self._journal.note(step, f"{why}: the run ends with the networks of {path.name}")
        return path

    def _facts(self) -> dict:
        return self.standing.facts() | {"caution": self._rescue.caution, "config": self.config.to_json()}
