"""Commands end with one line and a code, also where a person or the system stops them."""

import signal
import subprocess
import sys

import pytest

from model.commands import REFUSED, STOPPED, UNWRITABLE, ended
from tests.patience import PROCESS_S


class Refused(ValueError):
    """Of a command's own."""


class NotSaved(OSError):
    """Of a command's own, with a line of its own."""


EXITS = {Refused: REFUSED, NotSaved: 7, OSError: UNWRITABLE}


@pytest.mark.parametrize(
    ("fault", "code", "line"),
    [
        (Refused("no photos in x: give others\nand more"), REFUSED, "no photos in x: give others"),
        (Refused(), REFUSED, "Refused"),
        (NotSaved("x was not saved: make room"), 7, "x was not saved: make room"),
        (
            PermissionError(13, "Permission denied", "x.json"),
            UNWRITABLE,
            "cannot read or write x.json: Permission denied: check the place and its free space",
        ),
        (
            OSError(28, "No space left on device"),
            UNWRITABLE,
            "cannot read or write: No space left on device: check the place and its free space",
        ),
        (KeyboardInterrupt(), STOPPED, "stopped: nothing was written"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_code(capsys, fault, code, line):
    def work():
        raise fault

    assert ended(work, EXITS) == code
    assert capsys.readouterr().err == f"{line}\n"


def test_good_work_says_nothing(capsys):
    assert ended(lambda: None, EXITS) == 0
    assert capsys.readouterr().err == ""


def test_a_fault_of_ours_is_not_hidden():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ended(work, EXITS)


@pytest.mark.parametrize(
    ("begins", "fault", "lines"),
    [("-m", "KeyboardInterrupt", 1), ("script.py", "KeyboardInterrupt", 3), ("-m", "ZeroDivisionError", 3)],
)
def test_ctrl_c_while_a_command_loads_is_one_line(begins, fault, lines):
    """begins: `-m` is what stands in the place of a command's name until its module has been found."""
    program = f"import sys; sys.argv = [{begins!r}]; import model; raise {fault}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PROCESS_S, check=False
    )
    assert len(done.stderr.splitlines()) == lines
    assert done.returncode == (-signal.SIGINT if fault == "KeyboardInterrupt" else 1)
