"""Faults as lines for people."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.editor.notices import MOST_FAULTS, failure, failures, sentence
from app.files.atomic import atomic_write
from app.files.errors import InputRefused, OutputRefused
from app.language.catalogue import SOURCE, choose
from model.inference.line import Line
from model.inference.weights import VARIABLE, load_weights


@pytest.fixture
def korean() -> Iterator[None]:
    choose(["ko"])
    yield
    choose([SOURCE])


def test_the_reason_of_the_system_is_said_in_the_language_of_the_window(tmp_path: Path, korean: None) -> None:
    with pytest.raises(OutputRefused) as refused:
        atomic_write(tmp_path / "none" / "a.png", lambda _: None)
    assert "파일이나 폴더가 없습니다" in failure(refused.value, "x").text
    assert "no such" not in failure(refused.value, "x").text

    def write(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputRefused) as refused:
        atomic_write(tmp_path / "a.png", write)
    assert "저장 공간이 부족합니다" in failure(refused.value, "x").text


def test_weights_that_the_environment_names_are_named(
    tmp_path: Path, korean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-weights").mkdir()
    (tmp_path / "no-weights" / "manifest.json").write_text('{"files": {"generator.onnx": {}}}')
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no-weights"))
    with pytest.raises(Exception, match="no-weights") as refused:
        load_weights()
    told = failure(refused.value, "x").text
    assert "GATEBRUSH_WEIGHTS" in told
    assert "no-weights" in told
    assert "파일이나 폴더가 없습니다" in told


def test_what_a_fill_warns_of_begins_with_a_capital() -> None:
    assert sentence([Line("nothing to fill"), Line("nothing to fill")]) == "Nothing to fill; nothing to fill"


def test_of_many_faults_the_first_are_named_and_the_rest_counted() -> None:
    faults = [InputRefused(f"photo {number}.png is missing: check the path") for number in range(MOST_FAULTS + 3)]
    words = failures(faults, "Not opened").text
    assert words.startswith("Not opened: photo 0.png is missing: check the path; photo 1.png is missing")
    assert words.endswith("7.png is missing: check the path; and 3 more")
    assert "more" not in failures(faults[:MOST_FAULTS], "Not opened").text
