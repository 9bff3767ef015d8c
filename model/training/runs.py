"""Named settings of runs: `--settings NAME`."""

from dataclasses import replace

from model.network.config import NetworkConfig
from model.training.config import Stage, TrainConfig

# Two sizes and equal CPU time: short runs that differ in one thing, made to be compared (docs/benchmarks.md).
COMPARED = TrainConfig(
    name="compare-gated",
    stages=(Stage(64, 16, 0.7), Stage(128, 8, 1.0)),
    minutes=10.0,
    clock="cpu",
    average_halflife_steps=50.0,
)
# From shipped weights (--from-weights): what each discriminator makes of them in the same time.
SHARPENED = replace(
    COMPARED, name="compare-no-judge", stages=(Stage(128, 8, 1.0),), muon_rate=0.004, adam_rate=2e-4, judge_rate=2e-4
)
JUDGED = replace(SHARPENED, name="compare-sn-patchgan", gan_weight=0.02, gan_from=0.0, feature_matching_weight=0.5)

# From weights, for minutes on a fast GPU: structure to its end, then texture from a judge on pretrained features.
GPU = TrainConfig(
    name="gpu",
    stages=(Stage(256, 32, 1.0),),
    minutes=10.0,
    muon_rate=0.01,
    muon_decay=0.01,
    adam_rate=1e-3,
    judge_rate=8e-4,
    warmup_steps=200,
    restart_at=0.78,
    restart_rate=0.4,
    average_halflife_steps=300.0,
    milestones=(0.78, 0.9),
    known_weight=0.1,
    sketch_share=0.8,
    traced_share=0.75,
    enlarged_share=0.25,
    stroke_weight=0.2,
    edge_weight=0.3,
    squares_weight=0.4,
    perceptual_weight=0.08,
    gan_weight=0.02,
    gan_from=0.78,
    feature_matching_weight=0.5,
    discriminator="projected",
)

# From nothing, or next to it, for a quarter of an hour of a fast GPU and few photos, each seen a thousand times: small
# crops first, then as `gpu`.
SPRINT = replace(
    GPU,
    name="sprint",
    stages=(Stage(128, 64, 0.36), Stage(256, 32, 1.0)),
    minutes=13.0,
    muon_rate=0.014,
    restart_at=0.88,
    milestones=(0.88,),
    traced_share=0.9,
    enlarged_share=0.2,
    relight_share=0.3,
    stroke_weight=0.15,
    edge_weight=0.25,
    perceptual_weight=0.07,
    gan_weight=0.03,
    gan_from=0.88,
)

# The same aims for hours on a CPU: small steps from weights, strokes that are obeyed.
OBEY = replace(
    GPU,
    name="obey",
    stages=(Stage(128, 12, 0.6), Stage(192, 6, 1.0)),
    minutes=100.0,
    muon_rate=0.004,
    adam_rate=2e-4,
    warmup_steps=20,
    restart_at=1.0,
    average_halflife_steps=60.0,
    milestones=(),
    known_weight=0.25,
    sketch_share=0.7,
    traced_share=0.6,
    stroke_weight=0.5,
    edge_weight=0.0,
    squares_weight=0.0,
    perceptual_weight=0.1,
    gan_weight=0.0,
    feature_matching_weight=0.0,
)

# Longer, from weights that `obey` and `sharpen` went through: edges as strong as strokes ask, and no large faults.
SETTLE = replace(
    OBEY,
    name="settle",
    stages=(Stage(128, 12, 0.4), Stage(192, 6, 0.75), Stage(256, 4, 1.0)),
    minutes=140.0,
    muon_rate=0.008,
    adam_rate=3e-4,
    average_halflife_steps=150.0,
    milestones=(0.5,),
    edge_weight=1.5,
    squares_weight=1.0,
)

# After `gpu`, on a CPU: l1 with strokes above all, so that they make no more edge than there is.
CARRY = replace(
    OBEY,
    name="carry",
    stages=(Stage(192, 6, 0.4), Stage(256, 4, 1.0)),
    minutes=60.0,
    muon_rate=0.003,
    adam_rate=1.5e-4,
    average_halflife_steps=150.0,
    sketch_share=0.9,
    traced_share=0.8,
    stroke_weight=0.0,
    edge_weight=0.05,
    squares_weight=0.3,
    perceptual_weight=0.0,
)
# The same, with edges that strokes ask for also where nothing else does.
FIRM = replace(
    CARRY,
    name="firm",
    stages=(Stage(256, 4, 1.0),),
    average_halflife_steps=100.0,
    sketch_share=0.75,
    traced_share=0.7,
    stroke_weight=0.1,
    edge_weight=0.5,
    squares_weight=0.5,
    perceptual_weight=0.03,
)
# After `gpu`, on a CPU: l1 with strokes under brushes. It costs edges along them: a part alone is shipped.
FOLLOW = replace(
    CARRY,
    name="follow",
    stages=(Stage(256, 6, 1.0),),
    minutes=75.0,
    muon_rate=0.004,
    known_weight=0.1,
    sketch_share=0.85,
    traced_share=0.85,
    squares_weight=0.1,
    holes="brushes",
)
# The same with edges asked for and every stroke exact: it is trusted, and so is the lack of one (docs/training.md).
EXACT = replace(
    FOLLOW,
    name="exact",
    average_halflife_steps=150.0,
    sketch_share=0.9,
    traced_share=1.0,
    stroke_weight=0.1,
    edge_weight=0.2,
    perceptual_weight=0.03,
)

# Half of that on a slow CPU, after `sprint`: fewer crops a step, another light, edges asked for less.
HEED = replace(
    FOLLOW,
    name="heed",
    stages=(Stage(256, 4, 1.0),),
    minutes=38.0,
    warmup_steps=15,
    average_halflife_steps=50.0,
    sketch_share=0.8,
    traced_share=1.0,
    relight_share=0.3,
    stroke_weight=0.05,
    edge_weight=0.1,
)

# From weights of an hour or two on a CPU, for hours more of one: steps large enough to go on learning structure.
GROW = replace(
    CARRY,
    name="grow",
    stages=(Stage(128, 12, 0.45), Stage(256, 6, 1.0)),
    minutes=130.0,
    muon_rate=0.01,
    muon_decay=0.01,
    adam_rate=5e-4,
    average_halflife_steps=100.0,
    known_weight=0.1,
    sketch_share=0.6,
    traced_share=0.75,
    edge_weight=0.0,
    squares_weight=0.2,
    enlarged_share=0.5,
)

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
    # Going on from weights that know small crops already: larger pictures, and steps that shake nothing loose.
    "refine": TrainConfig(
        name="refine", stages=(Stage(128, 16, 0.3), Stage(256, 6, 1.0)), muon_rate=0.004, adam_rate=2e-4
    ),
    "grow": GROW,
    "obey": OBEY,
    # From there on: a judge on pretrained features from the start, for edges and texture (docs/training.md).
    "sharpen": replace(
        OBEY,
        name="sharpen",
        stages=(Stage(128, 12, 0.5), Stage(192, 6, 1.0)),
        minutes=125.0,
        judge_rate=4e-4,
        gan_weight=GPU.gan_weight,
        gan_from=0.03,
        feature_matching_weight=GPU.feature_matching_weight,
    ),
    "settle": SETTLE,
    "carry": CARRY,
    "firm": FIRM,
    "follow": FOLLOW,
    "exact": EXACT,
    "heed": HEED,
    "gpu": GPU,
    "sprint": SPRINT,
    # The same parts in small, to rehearse that command on a CPU.
    "gpu-tiny": replace(GPU, name="gpu-tiny", stages=(Stage(64, 4, 0.3), Stage(128, 2, 1.0)), warmup_steps=2),
    # The paper's own size, batch, Adam, loss weights and holes. Ours stay planes, crops, strokes, first weights,
    # averaging, attention, rates that rise and fall, bounded gradients, bfloat16, one batch for both networks and eight
    # power iterations (docs/training.md).
    "paper": TrainConfig(
        name="paper",
        stages=(Stage(256, 16, 1.0),),
        minutes=60.0 * 24 * 7,
        muon_rate=0.0,
        adam_rate=1e-4,
        judge_rate=1e-4,
        known_weight=1.0,
        recolour_share=0.0,
        gan_weight=1.0,
        gan_from=0.0,
        holes="paper",
    ),
    # Partial convolutions with the six losses of their own paper (arXiv 1804.07723), Adam as there; not on its
    # network, nor on the features that its weights were chosen for (docs/training.md).
    "partial": TrainConfig(
        name="partial",
        stages=(Stage(256, 6, 1.0),),
        muon_rate=0.0,
        adam_rate=2e-4,
        objective="partial",
        recolour_share=0.0,
        network=NetworkConfig(convolution="partial"),
    ),
    "compare-gated": COMPARED,
    "compare-partial": replace(COMPARED, name="compare-partial", network=NetworkConfig(convolution="partial")),
    "compare-vanilla": replace(COMPARED, name="compare-vanilla", network=NetworkConfig(convolution="vanilla")),
    "compare-six-losses": replace(
        COMPARED, name="compare-six-losses", objective="partial", network=NetworkConfig(convolution="partial")
    ),
    "compare-relit": replace(COMPARED, name="compare-relit", relight_share=0.7),
    "compare-muon-together": replace(COMPARED, name="compare-muon-together", muon_apart=False),
    "compare-adam": replace(COMPARED, name="compare-adam", muon_rate=0.0),
    "compare-no-judge": SHARPENED,
    "compare-sn-patchgan": JUDGED,
    "compare-projected": replace(JUDGED, name="compare-projected", discriminator="projected"),
}
