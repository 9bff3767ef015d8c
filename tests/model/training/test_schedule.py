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


def test_rates_begin_anew_at_their_restart_and_fall_once_more():
    def factor(share: float) -> float:
        return rate_factor(999, share, 10, restart_at=0.72, restart_rate=0.4)

    assert [factor(share) for share in (0.0, 0.36, 0.71999)] == pytest.approx([1.0, 0.5, 0.0], abs=1e-6)
    assert [factor(share) for share in (0.72, 0.86, 1.0)] == pytest.approx([0.4, 0.2, 0.0])
    assert factor(1.5) == pytest.approx(0.0)
