import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.cli import cluster_task
from app.cli.cluster_task import NETWORKS, OVER, Ending, Task, fill_task, identity
from app.cli.fill import never
from app.cli.orders import DONE, FAILED, Order, order_of
from app.cli.plan import plan
from app.cli.voice import Voice
from model.inference import Inpainter
from model.inference.errors import Cancelled, NoEngine


class Flag:
    """A Mark that counts."""

    def __init__(self, *, flown: bool = False) -> None:
        self.flown = flown

    def is_set(self) -> bool:
        return self.flown

    def set(self) -> None:
        self.flown = True


@pytest.fixture
def task(album: Any, load: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Task]:
    monkeypatch.setattr(Inpainter, "load", lambda device, threads: load(device))
    album.photo("a.png")
    album.mask("a.png")
    order = order_of(plan(album.asked())[0], album.asked(), Voice())
    assert isinstance(order, Order)
    yield Task(order, "mark", identity(), 1)
    NETWORKS.close()


def codes(ending: Ending) -> list[int]:
    return [words[0] for method, words in ending.said if method == "refuse"]


def test_what_was_said_there_is_said_here(task: Task, album: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ending = fill_task(task, Flag(), never)
    assert ending.end == DONE
    assert capsys.readouterr() == ("", "")
    ending.tell(Voice())
    printed = capsys.readouterr()
    assert printed.out == f"{album.out / 'a.png'}\n"
    assert "180 pixels" in printed.err


def test_the_network_stays_loaded(task: Task, load: Any) -> None:
    overwriting = replace(task.order.arguments, overwrite=True)
    again = replace(task, order=replace(task.order, arguments=overwriting))
    assert [fill_task(item, Flag(), never).end for item in (task, again, again)] == [DONE] * 3
    assert len(load.devices) == 1
    assert not load.engine.closed
    cluster_task.close_networks()
    assert load.engine.closed


def test_a_worker_rests_when_its_pictures_have_been_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def given_up_meanwhile() -> None:
        waiting = asyncio.create_task(cluster_task.rest())
        await asyncio.sleep(0)
        assert not waiting.done()
        at_work.clear()
        await asyncio.wait_for(waiting, 10)

    at_work = {object()}
    monkeypatch.setattr(cluster_task, "_AT_WORK", at_work)
    asyncio.run(given_up_meanwhile())
    at_work.add(object())
    monkeypatch.setattr(cluster_task, "REST_S", 0.0)
    asyncio.run(cluster_task.rest())  # one that never gives up is not waited for


def test_an_output_that_was_there_before_is_never_replaced(task: Task, album: Any) -> None:
    (album.out / "a.png").write_text("mine")
    mark = Flag()
    for _ in range(2):  # nor when the worker was lost before it could say so
        ending = fill_task(task, mark, never)
        assert (ending.end, codes(ending)) == (FAILED, [4])
    assert not mark.flown
    assert (album.out / "a.png").read_text() == "mine"


def test_an_output_of_a_lost_worker_is_replaced(task: Task, album: Any) -> None:
    mark = Flag()
    assert fill_task(task, mark, never).end == DONE
    assert mark.flown
    first = (album.out / "a.png").read_bytes()
    assert fill_task(task, mark, never).end == DONE
    assert (album.out / "a.png").read_bytes() == first


def test_a_worker_of_another_version_ends_the_batch(task: Task, album: Any) -> None:
    ending = fill_task(replace(task, identity="0.0, weights 0"), Flag(), never)
    assert (ending.end, codes(ending)) == (OVER, [5])
    assert "install the same there" in ending.said[-1][1][1]
    assert album.written() == set()


def test_no_engine_ends_the_batch(task: Task, load: Any) -> None:
    load.fault = NoEngine("nothing here")
    ending = fill_task(task, Flag(), never)
    assert (ending.end, ending.said) == (OVER, (("refuse", (5, "nothing here", task.order.name)),))


def test_a_bad_picture_ends_alone(task: Task, album: Any) -> None:
    (album.photos / "a.png").write_bytes(b"no picture")
    ending = fill_task(task, Flag(), never)
    assert (ending.end, codes(ending)) == (FAILED, [3])


def test_a_cancelled_task_is_raised_and_writes_nothing(task: Task, album: Any) -> None:
    with pytest.raises(Cancelled):
        fill_task(task, Flag(), lambda: True)
    assert album.written() == set()
    assert fill_task(task, Flag(), never).end == DONE
