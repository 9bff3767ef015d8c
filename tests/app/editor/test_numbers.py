"""Numbers and times as people say them."""

import pytest

from app.editor.numbers import time_ago


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "less than a minute ago"),
        (20, "less than a minute ago"),
        (65, "1 minute ago"),
        (600, "10 minutes ago"),
        (4000, "1 hour ago"),
        (90_000, "yesterday"),
        (500_000, "6 days ago"),
    ],
)
def test_ages_are_said_as_a_person_would(seconds: float, words: str) -> None:
    assert time_ago(seconds) == words
