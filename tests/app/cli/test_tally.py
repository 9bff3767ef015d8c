import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import tally as tally_module
from app.cli.orders import DONE, FAILED, SKIPPED
from app.cli.tally import LONE_MASKS_NAMED, Tally, bar, span


class Listener:
    """Hears what a Voice would say."""

    def __init__(self) -> None:
        self.bars: list[str | None] = []
        self.remarks: list[str] = []
        self.records: list[dict[str, Any]] = []

    def batch(self, text: str | None) -> None:
        self.bars.append(text)

    def remark(self, text: str) -> None:
        self.remarks.append(text)

    def record(self, record: dict[str, Any]) -> None:
        self.records.append(record)


@pytest.mark.parametrize(("done", "total", "signs"), [(0, 3, 0), (1, 3, 6), (3, 3, 20), (0, 0, 0), (199, 200, 19)])
def test_the_bar_is_full_at_the_end_alone(done: int, total: int, signs: int) -> None:
    assert bar(done, total) == f"[{'#' * signs:<20}] {done}/{total}"


def test_spans_of_time() -> None:
    assert [span(seconds) for seconds in (0.2, 59.4, 61, 3599, 3600, 90_000)] == [
        "0 s", "59 s", "1 min 1 s", "59 min 59 s", "1 h 0 min", "25 h 0 min",
    ]  # fmt: skip


def test_the_rest_is_reckoned_from_pictures_that_were_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(tally_module.time, "perf_counter", lambda: now)
    listener = Listener()
    tally = Tally(listener, 5)  # type: ignore[arg-type]
    for second, end in enumerate((SKIPPED, DONE, FAILED, DONE, DONE)):
        now = 10.0 * second
        tally.count(end)
    said = [text.split("] ")[1] for text in listener.bars if text]
    assert said == ["0/5", "1/5", "2/5, 30 s left", "3/5, 20 s left", "4/5, 10 s left", "5/5"]
    assert tally.failed == 1


def test_of_many_masks_without_a_photo_the_first_are_named() -> None:
    listener = Listener()
    Tally(listener, 1, [Path(f"{number}.png") for number in range(LONE_MASKS_NAMED + 2)]).say()  # type: ignore[arg-type]
    (remark,) = listener.remarks
    assert remark.endswith("; masks without a photo: " + ", ".join(f"{n}.png" for n in range(3)) + " and 2 more")
    assert len(listener.records[0]["summary"]["masks_without_photo"]) == LONE_MASKS_NAMED + 2


def test_the_summary() -> None:
    listener = Listener()
    tally = Tally(listener, 2)  # type: ignore[arg-type]
    tally.count(DONE)
    tally.say()
    assert listener.bars[-1] is None
    assert listener.remarks[0].startswith("1 done, 0 skipped, 0 failed in ")
    (record,) = listener.records
    text = json.dumps(record)
    assert text.startswith('{"summary": {"done": 1, "skipped": 0, "failed": 0, "seconds": ')


def test_a_batch_that_was_ended_names_no_masks() -> None:
    listener = Listener()
    Tally(listener, 1, [Path("a.png")]).say(is_whole=False)  # type: ignore[arg-type]
    assert "mask" not in listener.remarks[0]
    assert listener.records[0]["summary"]["masks_without_photo"] == ["a.png"]
