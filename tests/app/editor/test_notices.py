"""Faults as lines for people."""

from __future__ import annotations

from app.editor.notices import MOST_FAULTS, failures
from app.files.errors import InputRefused


def test_of_many_faults_the_first_are_named_and_the_rest_counted() -> None:
    faults = [InputRefused(f"photo {number}.png is missing: check the path") for number in range(MOST_FAULTS + 3)]
    words = failures(faults, "Not opened").text
    assert words.startswith("Not opened: photo 0.png is missing: check the path; photo 1.png is missing")
    assert words.endswith("7.png is missing: check the path; and 3 more")
    assert "more" not in failures(faults[:MOST_FAULTS], "Not opened").text
