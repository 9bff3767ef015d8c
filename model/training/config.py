"""All settings of a training run, frozen; saved as JSON in the run and in every checkpoint."""

from dataclasses import asdict, dataclass, field

from model.network.config import NetworkConfig


@dataclass(frozen=True, slots=True)
class Stage:
    """One picture size of the progressive schedule.

    size: side of the square crops, a multiple of 64.  batch: crops a step.
    until: the stage ends when this share of the run's minutes is spent, 0..1.
    """

    size: int
    batch: int
    until: float


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Settings of a run (arXiv 1806.03589, section 4, where not said otherwise).

    stages: crop sizes in order, the last one until 1.0.
    minutes: length of the run; the learning rates fall to 0 along a cosine over it.
    muon_rate: step of the orthogonalised updates, in units of the weight's spectral norm.
    adam_rate: for biases, first and output layers, and the discriminator.
    warmup_steps: both rates rise linearly over these steps.
    known_weight: weight of a known pixel's l1 beside 1 for a hole pixel. The paper weighs both alike.
    gan_weight: final weight of the hinge loss; 0 leaves the discriminator out.  gan_from: share of the run at
    which its weight starts to rise, full a tenth of the run later.
    average_halflife_steps: half-life of the averaged generator's memory.
    sketch_share: share of the crops that get strokes; a network that never saw an empty plane needs strokes.
    recolour_share: share of the crops whose colour channels change places. Photos have few strongly coloured skies
    and dunes; without this the network paints its holes in the greys and blues that it saw most.
    clip: largest gradient norm of a step.
    """

    name: str = "default"
    stages: tuple[Stage, ...] = (Stage(64, 32, 0.35), Stage(128, 16, 0.75), Stage(256, 6, 1.0))
    minutes: float = 60.0
    muon_rate: float = 0.02
    muon_momentum: float = 0.95
    adam_rate: float = 1e-3
    warmup_steps: int = 50
    known_weight: float = 0.25
    gan_weight: float = 0.0
    gan_from: float = 0.6
    average_halflife_steps: float = 200.0
    sketch_share: float = 0.5
    recolour_share: float = 0.3
    clip: float = 10.0
    seed: int = 1
    network: NetworkConfig = field(default_factory=NetworkConfig)

    def to_json(self) -> dict[str, object]:
        """The settings as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "TrainConfig":
        """The inverse of `to_json`; unknown names raise TypeError."""
        values = dict(values)
        values["stages"] = tuple(Stage(**stage) for stage in values["stages"])
        values["network"] = NetworkConfig(**values["network"])
        return cls(**values)

    def stage_at(self, share: float) -> Stage:
        """The stage that holds when `share` of the minutes, 0..1, is spent."""
        return next((stage for stage in self.stages if share < stage.until), self.stages[-1])


RUNS = {
    "default": TrainConfig(),
    # A rehearsal that touches every part of the loop in a few seconds.
    "tiny": TrainConfig(
        name="tiny",
        stages=(Stage(64, 4, 0.5), Stage(128, 2, 1.0)),
        minutes=0.5,
        gan_weight=0.1,
        gan_from=0.0,
        warmup_steps=2,
    ),
    # The paper's own size, batch, optimiser and loss weights; holes, strokes and attention stay ours.
    "paper": TrainConfig(
        name="paper",
        stages=(Stage(256, 16, 1.0),),
        minutes=60.0 * 24 * 7,
        muon_rate=0.0,
        adam_rate=1e-4,
        known_weight=1.0,
        recolour_share=0.0,
        gan_weight=1.0,
        gan_from=0.0,
    ),
}
