"""All settings of a training run, frozen; saved as JSON in the run and in every state. Named sets: `runs`."""

import math
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Literal, get_args

from model.network.config import NetworkConfig, is_number
from model.training.holes import KINDS

Clock = Literal["wall", "cpu"]
ObjectiveName = Literal["l1", "partial"]
DiscriminatorName = Literal["sn-patchgan", "projected"]

CHOICES = {
    "clock": get_args(Clock),
    "objective": get_args(ObjectiveName),
    "discriminator": get_args(DiscriminatorName),
    "holes": tuple(KINDS),
}
LEAST_SIZE = 64  # six halvings of the discriminator
# What a field may be, by name: the others are described by their types alone.
COUNTS = ("steps", "warmup_steps", "seed")
SWITCHES = ("muon_apart",)
SHARES = (
    "muon_momentum",
    "restart_at",
    "gan_from",
    "sketch_share",
    "traced_share",
    "enlarged_share",
    "recolour_share",
    "relight_share",
)
ABOVE_NOTHING = ("minutes", "average_halflife_steps", "clip_factor")
NOT_BELOW_NOTHING = (
    "muon_rate",
    "muon_decay",
    "adam_rate",
    "judge_rate",
    "restart_rate",
    "known_weight",
    "stroke_weight",
    "edge_weight",
    "squares_weight",
    "perceptual_weight",
    "gan_weight",
    "feature_matching_weight",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One picture size of the progressive schedule.

    size: side of the square crops, a multiple of 64.  batch: crops a step, over all processes together.
    until: the stage ends when this share of the run is spent, 0..1.
    """

    size: int
    batch: int
    until: float

    def __post_init__(self) -> None:
        if type(self.size) is not int or self.size < LEAST_SIZE or self.size % LEAST_SIZE:
            raise ValueError(f"a stage of {self.size!r} pixels: give a multiple of {LEAST_SIZE}")
        if type(self.batch) is not int or self.batch < 1:
            raise ValueError(f"a stage with a batch of {self.batch!r}: give a whole number from 1 on")
        if not is_number(self.until):
            raise ValueError(f"a stage ends at {self.until!r}: give a share of the run, above 0 to 1")


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Settings of a run (arXiv 1806.03589, section 4, where not said otherwise).

    stages: crop sizes in order, the last one until 1.0.
    minutes: length of the run; the learning rates fall to 0 along a cosine over it.
    steps: length in steps instead, where not 0: then a resumed run repeats the very numbers of one that never stopped.
    clock: what counts as a minute: time on the wall, or CPU time of this process, which makes runs that share a
    machine with other work comparable (one thread, no GPU).
    muon_rate: step of the orthogonalised updates, in units of the weight's spectral norm.  muon_apart: treat the
    feature half and the gate half of a weight as two matrices.  muon_decay: share of a weight that a step takes away,
    times the rate. Without it 8,500 steps of .015 made every weight 1.6 times as large, and the run broke.
    adam_rate: for biases, first and output layers.  judge_rate: for the discriminator.
    warmup_steps: both rates rise linearly over these steps.
    restart_at: share of the run at which the rates have fallen to 0 and begin anew, at `restart_rate` of their height;
    1 for a single fall. What was learnt until there is settled, and can be compared with what comes after.
    objective: `l1` of coarse and refined, or the six losses of the partial convolution (arXiv 1804.07723).
    known_weight: weight of a known pixel's l1 beside 1 for a hole pixel. The paper weighs both alike.
    stroke_weight: of the steps from pixel to pixel near strokes, see `losses.stroke_steps`.
    edge_weight: of what edges along strokes lack in strength, see `losses.edge_shortfall`.
    squares_weight: squared differences of the refined picture, beside l1.
    perceptual_weight: distance of frozen pretrained features of the composite and the photo.
    gan_weight: final weight of the hinge loss; 0 leaves the discriminator out.  gan_from: share of the run at
    which its weight starts to rise, full a tenth of the run later; 0 gives it in full from the first step.
    feature_matching_weight: distance of the discriminator's own features; rises with the hinge loss.
    discriminator: the paper's SN-PatchGAN, or one on frozen pretrained features (arXiv 2111.01007).
    average_halflife_steps: half-life of the averaged generator's memory.
    milestones: shares of the run at which the averaged generator is written as it is then, to be compared later.
    holes: a named mix of holes, see `holes.KINDS`.
    sketch_share: share of the crops that get strokes; a network that never saw an empty plane needs strokes.
    traced_share: share of the strokes taken as traced, where the edge lies exactly under the stroke; the others are
    as drawn by hand. l1 follows the median: with more than half of them exact, a stroke means just where it is.
    enlarged_share: share of the crops that may be smaller than they are shown, down to half of the photo's short side.
    Enlarged crops are soft, and a network that sees too many of them paints softly.
    recolour_share: share of the crops whose colour channels change places. Photos have few strongly coloured skies
    and dunes; without this the network paints its holes in the greys and blues that it saw most.
    relight_share: share of the crops that are shown darker or brighter, warmer or colder than the photo is, so that a
    run that sees each photo many times does not learn them by heart.
    clip_factor: largest gradient norm of a step, in units of the usual one.
    """

    name: str = "default"
    stages: tuple[Stage, ...] = (Stage(64, 32, 0.35), Stage(128, 16, 0.75), Stage(256, 6, 1.0))
    minutes: float = 60.0
    steps: int = 0
    clock: Clock = "wall"
    muon_rate: float = 0.02
    muon_momentum: float = 0.95
    muon_apart: bool = True
    muon_decay: float = 0.0
    adam_rate: float = 1e-3
    judge_rate: float = 1e-3
    warmup_steps: int = 50
    restart_at: float = 1.0
    restart_rate: float = 1.0
    objective: ObjectiveName = "l1"
    known_weight: float = 0.25
    stroke_weight: float = 0.0
    edge_weight: float = 0.0
    squares_weight: float = 0.0
    perceptual_weight: float = 0.0
    gan_weight: float = 0.0
    gan_from: float = 0.6
    feature_matching_weight: float = 0.0
    discriminator: DiscriminatorName = "sn-patchgan"
    average_halflife_steps: float = 200.0
    milestones: tuple[float, ...] = ()
    holes: str = "default"
    sketch_share: float = 0.5
    traced_share: float = 0.125
    enlarged_share: float = 1.0
    recolour_share: float = 0.3
    relight_share: float = 0.0
    clip_factor: float = 4.0
    seed: int = 1
    network: NetworkConfig = field(default_factory=NetworkConfig)

    def __post_init__(self) -> None:
        """Refuse in one line what would train something else than was meant, or break in the middle of a run."""
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise ValueError(f"{name} is {value!r}: take one of {', '.join(choices)}")
        for name in COUNTS:
            value = getattr(self, name)
            if type(value) is not int or value < 0:
                raise ValueError(f"{name} is {value!r}: give a whole number from 0 on")
        for name in SWITCHES:
            if type(getattr(self, name)) is not bool:
                raise ValueError(f"{name} is {getattr(self, name)!r}: give true or false")
        if type(self.name) is not str:
            raise ValueError(f"name is {self.name!r}: give a text")
        self._check_numbers(SHARES, 0.0, 1.0, "a number from 0 to 1")
        self._check_numbers(ABOVE_NOTHING, 1e-9, math.inf, "a number above 0")
        self._check_numbers(NOT_BELOW_NOTHING, 0.0, math.inf, "a number from 0 on")
        if self.restart_at == 0.0:
            raise ValueError("restart_at is 0: give a share of the run, or 1 for a single fall")
        if self.feature_matching_weight > 0 and not self.gan_weight:
            raise ValueError("feature_matching_weight without gan_weight: it rises with the hinge loss, so give both")
        self._check_shares_of_the_run()

    def _check_numbers(self, names: tuple[str, ...], least: float, most: float, wanted: str) -> None:
        for name in names:
            value = getattr(self, name)
            if not (is_number(value) and least <= value <= most):
                raise ValueError(f"{name} is {value!r}: give {wanted}")

    def _check_shares_of_the_run(self) -> None:
        ends = [stage.until for stage in self.stages]
        if not ends or ends[-1] != 1.0 or any(later <= earlier for earlier, later in pairwise([0.0, *ends])):
            raise ValueError(f"the stages end at {ends}: give shares of the run that rise, the last one 1.0")
        if not all(is_number(milestone) and 0.0 <= milestone <= 1.0 for milestone in self.milestones):
            raise ValueError(f"milestones are {self.milestones}: give shares of the run, 0 to 1")

    def to_json(self) -> dict[str, object]:
        """The settings as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "TrainConfig":
        """The inverse of `to_json`; unknown names raise TypeError, values that mean nothing ValueError.

        Settings of older states are read too: they had one rate for both Adams, and a bound on the gradient's norm
        itself, which is dropped.
        """
        values = dict(values)
        if "adam_rate" in values:
            values.setdefault("judge_rate", values["adam_rate"])
        values.pop("clip", None)
        values["stages"] = tuple(Stage(**stage) for stage in values["stages"])
        values["network"] = NetworkConfig(**values["network"])
        values["milestones"] = tuple(values.get("milestones", ()))
        return cls(**values)

    def stage_at(self, share: float) -> Stage:
        """The stage that holds when `share` of the run, 0..1, is spent."""
        return next((stage for stage in self.stages if share < stage.until), self.stages[-1])

    def differences(self, other: "TrainConfig") -> list[str]:
        """Names of the settings that differ, but for the length of the run, which a resumed run may change."""
        mine, theirs = self.to_json(), other.to_json()
        return [name for name in mine if mine[name] != theirs[name] and name not in ("minutes", "steps")]
