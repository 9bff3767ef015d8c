"""How many examples hypothesis tries of a test.

`tests/conftest.py` has the profiles: the usual one tries the same in every run, `explore` others, ten times as many.
"""

from typing import Any

from hypothesis import settings

A_HUNDRED = 100


def examples(count: int, **others: Any) -> settings:
    """So many where a test that says nothing tries a hundred."""
    return settings(max_examples=count * settings().max_examples // A_HUNDRED, **others)
