"""How far a pass probably is."""

from hypothesis import given
from hypothesis import strategies as st

from model.inference.pace import Pace


@given(times=st.lists(st.floats(0, 100), min_size=2, max_size=20), pixels=st.integers(64 * 64, 512 * 512))
def test_it_grows_and_stays_below_one(times, pixels):
    pace = Pace()
    shares = [pace.share(time, pixels) for time in sorted(times)]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] <= 1


def test_it_learns_from_the_passes_before():
    pace = Pace()
    for _ in range(12):
        pace.learn(2.0, 256 * 256)
    assert 0.75 < pace.share(2.0, 256 * 256) < 0.85
    assert 0.4 < pace.share(2.0, 512 * 256) < 0.65
