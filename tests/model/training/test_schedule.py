"""How rates, weights and crop sizes go over a run."""

import pytest

from model.training.config import Stage, TrainConfig
from model.training.schedule import gan_factor, rate_factor


def test_rates_rise_and_fall_and_stages_follow_each_other():
    assert rate_factor(0, 0.0, 10) == pytest.approx(0.1)
    assert rate_factor(99, 0.0, 10) == pytest.approx(1.0)
    assert rate_factor(99, 0.5, 10) == pytest.approx(0.5)
    assert rate_factor(99, 1.0, 10) == pytest.approx(0.0)
    assert [gan_factor(share, 0.6) for share in (0.5, 0.65, 0.9)] == pytest.approx([0.0, 0.5, 1.0])
    assert gan_factor(0.0, 0.0) == 1.0
    stages = TrainConfig(stages=(Stage(64, 2, 0.3), Stage(128, 1, 1.0)))
    assert [stages.stage_at(share).size for share in (0.0, 0.3, 1.0)] == [64, 128, 128]
