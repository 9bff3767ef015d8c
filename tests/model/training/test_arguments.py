"""Numbers that are none, or lie outside, are refused in words; no length is rounded away."""

from argparse import ArgumentTypeError

import pytest

from model.training.__main__ import parse
from model.training.arguments import count, positive_number, share_number, whole_number


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (positive_number, "0.5", 0.5),
        (whole_number, "3", 3),
        (whole_number, "1e3", 1000),
        (count, "0", 0),
        (share_number, "0", 0.0),
        (share_number, "1", 1.0),
    ],
)
def test_numbers_are_read(kind, text, value):
    assert kind(text) == value


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (positive_number, ("0", "-1", "inf", "nan", "ten")),
        (whole_number, ("0", "0.3", "2.5", "inf", "nan", "")),
        (count, ("-1", "0.5", "inf", "nan", "one")),
        (share_number, ("-0.1", "1.01", "nan", "half")),
    ],
)
def test_others_are_refused_with_what_is_wanted(kind, texts):
    for text in texts:
        with pytest.raises(ArgumentTypeError, match="give a"):
            kind(text)


def test_a_length_of_less_than_a_step_is_no_length_in_minutes(capsys):
    with pytest.raises(SystemExit):
        parse(["--photos", "photos", "--cache", "cache", "--run", "run", "--steps", "0.3"])
    assert "--steps: 0.3: give a whole number" in capsys.readouterr().err
