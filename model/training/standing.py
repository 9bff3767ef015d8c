"""Where a run stands: steps, photos, time, and what of it a state tells the next run."""

from dataclasses import dataclass
from typing import Any

from model.training.config import TrainConfig


@dataclass(slots=True)
class Standing:
    """Counts on from whatever a run started from.

    step, photos: of all training that led here.  first_step: where this run began.
    spent_s: time of this run.  hours_before: of the runs before it.
    """

    step: int = 0
    photos: int = 0
    first_step: int = 0
    spent_s: float = 0.0
    hours_before: float = 0.0

    @classmethod
    def resumed(cls, facts: dict[str, Any]) -> "Standing":
        """The same run, later.  facts: of a state of it."""
        return cls(
            facts["step"],
            facts["photos"],
            facts.get("first_step", 0),
            facts["seconds"],
            facts.get("hours_before", 0.0),
        )

    @classmethod
    def after_run(cls, facts: dict[str, Any]) -> "Standing":
        """A new run, with its clock at 0, that starts from another one's state."""
        step, hours = facts["step"], facts.get("hours_before", 0.0) + facts["seconds"] / 3600
        return cls(step, facts["photos"], first_step=step, hours_before=hours)

    @classmethod
    def after_weights(cls, entry: dict[str, Any]) -> "Standing":
        """A new run that starts from weights.  entry: theirs of the manifest."""
        # The steps and hours count on, and the crops are not the first run's once more.
        return cls(entry["steps"], entry["photos_seen"], first_step=entry["steps"], hours_before=entry["hours"])

    def share(self, config: TrainConfig) -> float:
        """Part of the run that is spent, 0..1."""
        if config.steps:
            return min((self.step - self.first_step) / config.steps, 1.0)
        return min(self.spent_s / (config.minutes * 60.0), 1.0)

    def left_s(self, config: TrainConfig) -> float:
        """Seconds to the end; by the pace so far where the length is in steps."""
        if not config.steps:
            return max(config.minutes * 60.0 - self.spent_s, 0.0)
        share = self.share(config)
        return self.spent_s * (1.0 - share) / max(share, 1e-6)

    def facts(self) -> dict[str, Any]:
        """For a state."""
        return {
            "step": self.step,
            "first_step": self.first_step,
            "photos": self.photos,
            "seconds": round(self.spent_s, 3),
            "hours_before": round(self.hours_before, 3),
        }
