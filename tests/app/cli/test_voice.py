import io
import json
import sys

import pytest

from app.cli.voice import Voice
from app.files.errors import InputRefused
from model.inference.errors import BadRequest, NoEngine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_a_stage_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice()
    for done in range(4):
        voice.progress("a.png", "network", done, 3)
    voice.progress("a.png", "writing", 0, 0)
    assert capsys.readouterr() == ("", "a.png: network 0/3\n")


def test_progress_is_drawn_over_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    voice = Voice()
    voice.progress("a.png", "network", 0, 3)
    voice.progress("a.png", "network", 1, 3)  # too soon to be drawn
    voice.progress("a.png", "network", 3, 3)
    voice.remark("done")
    assert terminal.getvalue() == "\r\033[Ka.png: network 0/3\r\033[Ka.png: network 3/3\r\033[Kdone\n"


def test_quiet_still_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice(quiet=True)
    voice.progress("a.png", "network", 0, 3)
    voice.remark("news")
    voice.refusal(InputRefused("photo a.png is empty: get it again"), "a.png")
    assert capsys.readouterr() == ("", "photo a.png is empty: get it again\n")


def test_a_refusal_in_json_is_said_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert Voice(as_json=True).refusal(InputRefused("no a.png"), "a.png") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"input": "a.png", "error": "no a.png", "code": 3}
    assert printed.err == "no a.png\n"


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (BadRequest("photo is 4×4: it needs 8×8"), "a.png: photo is 4×4: it needs 8×8"),
        (InputRefused("mask b.png of a.png is odd: no"), "mask b.png of a.png is odd: no"),
        (NoEngine("nothing here"), "nothing here"),
        (KeyboardInterrupt(), "interrupted: nothing is half-written"),
    ],
)
def test_a_refusal_of_one_picture_names_it(capsys: pytest.CaptureFixture[str], fault: BaseException, line: str) -> None:
    Voice().refusal(fault, "a.png")
    assert capsys.readouterr().err == line + "\n"


def test_any_file_name_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    name = b"\xff\n.png".decode("utf-8", "surrogateescape")
    Voice().result([name], {})
    Voice(as_json=True).result([], {"input": name})
    plain, record = capsys.readouterr().out.splitlines()
    assert plain == "\\udcff .png"
    assert json.loads(record) == {"input": name}
