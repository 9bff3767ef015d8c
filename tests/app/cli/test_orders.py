from typing import Any

import pytest

from app.cli.fill import Network, never
from app.cli.orders import DONE, FAILED, SKIPPED, Order, fill_order, order_of
from app.cli.plan import Planned, plan
from app.cli.voice import Voice
from model.inference.errors import BadRequest, Cancelled, NoEngine


@pytest.fixture
def planned(album: Any) -> Planned:
    album.photo("deep/a.png")
    album.mask("deep/a.png")
    (found,) = plan(album.asked())
    return found


def test_a_photo_with_a_mask_is_an_order_and_its_folder_is_made(album: Any, planned: Planned) -> None:
    order = order_of(planned, album.asked(), Voice())
    assert isinstance(order, Order)
    assert order.name == str(album.photos / "deep" / "a.png")
    assert (album.out / "deep").is_dir()
    assert not order.arguments.overwrite


def test_a_folder_that_cannot_be_made_is_a_refusal(
    album: Any, planned: Planned, capsys: pytest.CaptureFixture[str]
) -> None:
    album.out.mkdir()
    (album.out / "deep").write_text("a file")
    assert order_of(planned, album.asked(), Voice()) == FAILED
    (line,) = capsys.readouterr().err.splitlines()
    said = f"cannot be written: {album.out / 'deep'} is a file, choose a folder"
    assert line == f"output {album.out / 'deep' / 'a.png'} {said}"


def test_a_finished_one_is_skipped_with_resume_alone(album: Any, planned: Planned) -> None:
    assert planned.job is not None
    (album.out / "deep").mkdir(parents=True)
    planned.job.outputs[0].write_bytes(planned.photo.read_bytes())
    assert order_of(planned, album.asked(resume=True), Voice()) == SKIPPED
    assert isinstance(order_of(planned, album.asked(), Voice()), Order)


def test_parts_of_an_interrupted_one_are_made_anew(album: Any) -> None:
    album.photo("a.png")
    album.mask("a.png")
    asked = album.asked(variants=2, resume=True)
    (planned,) = plan(asked)
    album.out.mkdir()
    (album.out / "a-1.png").write_bytes(planned.photo.read_bytes())
    order = order_of(planned, asked, Voice())
    assert isinstance(order, Order)
    assert order.arguments.overwrite


@pytest.mark.parametrize(("fault", "end"), [(BadRequest("no"), FAILED), (ValueError("ours"), FAILED), (None, DONE)])
def test_a_fault_of_one_picture_is_said(
    album: Any, load: Any, planned: Planned, fault: Exception | None, end: str
) -> None:
    order = order_of(planned, album.asked(), Voice())
    assert isinstance(order, Order)
    load.fault = fault
    assert fill_order(order, Network(load, "cpu", never), Voice()) == end


@pytest.mark.parametrize("fault", [NoEngine("none"), Cancelled("now"), KeyboardInterrupt()])
def test_what_ends_all_is_raised(album: Any, load: Any, planned: Planned, fault: BaseException) -> None:
    order = order_of(planned, album.asked(), Voice())
    assert isinstance(order, Order)
    load.fault = fault
    with pytest.raises(type(fault)):
        fill_order(order, Network(load, "cpu", never), Voice())
    assert album.written() == set()
