"""What a run counts, and how it goes on from what was before it."""

from dataclasses import replace

import pytest

from model.training.standing import Standing
from tests.model.training.conftest import TINY

IN_STEPS = replace(TINY, steps=40)


def test_what_a_state_tells_is_where_the_run_goes_on():
    standing = Standing(step=70, photos=560, first_step=50, spent_s=90.0, hours_before=1.5)
    assert Standing.resumed(standing.facts()) == standing


def test_a_run_after_another_has_its_own_clock():
    before = Standing(step=70, photos=560, first_step=50, spent_s=1800.0, hours_before=1.5)
    after = Standing.after_run(before.facts())
    assert (after.step, after.photos, after.spent_s, after.hours_before) == (70, 560, 0.0, 2.0)
    assert after.share(IN_STEPS) == after.share(TINY) == 0.0


def test_share_and_what_is_left_by_steps_and_by_minutes():
    standing = Standing(step=60, first_step=50, spent_s=900.0)
    assert (standing.share(IN_STEPS), standing.share(TINY)) == (0.25, 0.25)
    assert standing.left_s(IN_STEPS) == pytest.approx(2700.0)  # thirty steps at the pace of ten
    assert standing.left_s(TINY) == 2700.0
    assert Standing(spent_s=4000.0).share(TINY) == 1.0
