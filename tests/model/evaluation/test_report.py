"""Rows measured, summed up, printed and drawn; the command from end to end."""

import json
import sys

import numpy as np
import pytest
from PIL import Image

from model.evaluation import __main__ as command
from model.evaluation import entries as entries_module
from model.evaluation.entries import named_states
from model.evaluation.fills import network
from model.evaluation.measuring import MadeFills, measure_kind
from model.evaluation.outputs import whole
from model.evaluation.progress import Progress
from model.evaluation.report import markdown, tree
from model.evaluation.sheet import TILE, closer, with_hole, write_sheet
from model.evaluation.states import open_state
from model.evaluation.suites import SuiteError, load, suite
from model.inference.weights import FOLDER, PARAMETERS
from model.training.checkpoint import BadState


def grey(planes):
    return np.zeros_like(planes[:, :3])


ENTRIES = {
    "rival": MadeFills(network(grey), rival=True),
    "perfect": MadeFills(lambda photo, hole, sketch: photo),
    "grey": MadeFills(network(grey)),
    "grey-guided": MadeFills(network(grey), guided=True),
}


def test_rows_are_means_over_pictures_with_paired_differences(suite_folder, tmp_path):
    measured = measure_kind(suite(suite_folder)["brush"], ENTRIES, keep=tmp_path / "kept")
    figures = tree({"brush": measured}, ENTRIES, size=None)
    found = json.loads(json.dumps(figures, allow_nan=False))["kinds"]["brush"]
    assert found["best_rival"] == "rival"
    rows = found["rows"]
    assert rows["perfect"]["figures"]["l1"] == {"value": 0, "low": 0, "high": 0}
    assert rows["perfect"]["figures"]["sharpness"]["value"] == 1
    each = [figures["l1"] for figures in rows["grey"]["each"].values()]
    assert rows["grey"]["figures"]["l1"]["value"] == pytest.approx(np.mean(each))
    pairs = {(pair["row"], pair["minus"]): pair["figures"]["l1"] for pair in found["differences"]}
    assert pairs["perfect", "rival"]["value"] == pytest.approx(-np.mean(each))
    assert pairs["grey", "perfect"]["value"] == pytest.approx(np.mean(each))
    assert pairs["grey-guided", "grey"]["value"] == 0  # what strokes change
    assert ("grey-guided", "perfect") not in pairs
    assert len(list((tmp_path / "kept").rglob("*.png"))) == 2 * len(ENTRIES)


def test_strokes_reach_only_guided_rows(suite_folder):
    seen = []

    def fill(photo, hole, sketch):
        seen.append(sketch is not None)
        return photo

    measure_kind(suite(suite_folder)["brush"], {"plain": MadeFills(fill), "guided": MadeFills(fill, guided=True)})
    assert seen == [False, True] * 2


def test_what_another_program_filled_is_a_row(suite_folder, tmp_path, monkeypatch, capsys):
    kept, report = tmp_path / "kept", tmp_path / "report.json"
    line = [suite_folder, "--only", "telea", "--no-features", "--json", report]
    assert run(monkeypatch, *line, "--keep", kept) == 0
    for kind in ("brush", "rect"):  # as --keep lays them down
        (kept / kind / "telea" / "000.png").rename(kept / kind / "000.png")
        (kept / kind / "telea" / "001.png").rename(kept / kind / "001.png")
    line[line.index("telea")] = "telea,theirs"
    assert run(monkeypatch, *line, "--filled", f"theirs={kept}") == 0
    rows = json.loads(report.read_text())["kinds"]["rect"]["rows"]
    assert rows["theirs"]["figures"]["l1"] == rows["telea"]["figures"]["l1"]
    assert rows["theirs"]["made_by"] == {"folder": str(kept)}
    assert "wall_seconds" not in rows["theirs"]["figures"]
    small = Image.new("RGB", (64, 128))
    small.save(kept / "brush" / "000.png")
    capsys.readouterr()
    assert run(monkeypatch, *line, "--filled", f"theirs={kept}") == 3
    assert "000.png is 64×128, 128×128 is measured: fill it at that size" in capsys.readouterr().err


def test_a_filled_picture_that_is_missing_is_refused_before_anything_is_measured(
    suite_folder, tmp_path, monkeypatch, capsys
):
    for name in ("000", "001"):
        (tmp_path / "theirs" / "rect").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (128, 128)).save(tmp_path / "theirs" / f"{name}.png")
    Image.new("RGB", (128, 128)).save(tmp_path / "theirs" / "rect" / "000.png")
    monkeypatch.setattr(command, "measure_kind", lambda *_, **__: pytest.fail("measured"))
    line = [suite_folder, "--only", "telea,theirs", "--no-features", "--filled", f"theirs={tmp_path / 'theirs'}"]
    assert run(monkeypatch, *line) == 3
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'theirs' / 'rect'} has no filled 001: put it there")


@pytest.mark.parametrize(("fault", "code"), [(KeyboardInterrupt(), 130), (SuiteError("no more"), 3)])
def test_what_was_measured_before_a_fault_is_kept_beside_the_report(
    suite_folder, tmp_path, monkeypatch, capsys, fault, code
):
    """The second row fails at the second picture of the second kind."""
    fills = []

    def failing(photo, hole, sketch):
        fills.append(photo)
        if len(fills) == 4:
            raise fault
        return photo

    rows = {"grey": ENTRIES["grey"], "failing": MadeFills(failing)}
    monkeypatch.setattr(command, "entries", lambda *_: rows)
    report = tmp_path / "report.json"
    report.write_text("an older one")
    options = ["--no-features", "--json", report, "--markdown", tmp_path / "report.md"]
    assert run(monkeypatch, suite_folder, *options) == code
    printed = capsys.readouterr()
    assert report.read_text() == "an older one"
    assert not (tmp_path / "report.md").exists()
    figures = json.loads((tmp_path / "report-unfinished.json").read_text())
    assert figures["unfinished"] is True
    assert {kind: found["pictures"] for kind, found in figures["kinds"].items()} == {"brush": 2, "rect": 1}
    assert all(list(row["each"]) == ["000"] for row in figures["kinds"]["rect"]["rows"].values())
    assert (tmp_path / "report-unfinished.md").read_text() == printed.out
    assert printed.out.startswith("# Evaluation, unfinished: not all pictures were measured\n")
    assert f"printed above, and in {tmp_path / 'report-unfinished.json'}" in printed.err


def test_the_report_says_what_made_each_row(suite_folder, tmp_path, monkeypatch):
    report = tmp_path / "report.json"
    assert (
        run(monkeypatch, suite_folder, "--kinds", "rect", "--only", "fill-guided", "--no-features", "--json", report)
        == 0
    )
    (kind,) = json.loads(report.read_text())["kinds"].values()
    made_by = kind["rows"]["fill-guided"]["made_by"]
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    assert made_by["sha256"] == manifest["files"]["generator.onnx"]["sha256"]
    assert (made_by["detail"], made_by["guidance"]) == ("auto", 1.0)


def test_markdown_shows_values_with_intervals(suite_folder):
    measured = measure_kind(suite(suite_folder)["brush"], ENTRIES)
    text = markdown(tree({"brush": measured}, ENTRIES, size=128))
    assert "## brush, 2 pictures" in text
    (line,) = (line for line in text.splitlines() if line.startswith("| perfect |"))
    assert "| 0.00 [0.0, 0.0] |" in line
    assert "| +0.00 [+0.00, +0.00] |" in text  # our grey against the same grey of the rival
    assert "grey vs perfect: l1 % +" in text


@pytest.mark.parametrize("sides", [(64, 64), (75, 101), (33, 40)])
def test_a_network_sees_multiples_of_eight_and_no_truth(sides):
    rng = np.random.default_rng(5)
    photo = rng.integers(0, 255, (*sides, 3), np.uint8)
    hole = np.zeros(sides, bool)
    hole[-9:, -12:] = True
    shapes = []

    def echo(planes):
        shapes.append(planes.shape)
        assert (planes[:, :3][np.repeat(planes[:, 4:5] == 1, 3, axis=1)] == 0).all()
        assert planes[0, 4, sides[0] :].any() == (sides[0] % 8 > 0)
        return planes[:, :3]

    filled = network(echo)(photo, hole, hole)
    assert filled.shape == photo.shape
    np.testing.assert_array_equal(filled[~hole], photo[~hole])
    assert all(side % 8 == 0 for side in shapes[0][2:])


def test_the_sheet_has_a_row_a_picture_and_a_column_a_fill(suite_folder, tmp_path):
    sources = suite(suite_folder)["brush"]
    shown = measure_kind(sources, ENTRIES, show=frozenset({"000", "001"})).shown
    write_sheet(tmp_path / "sheet.jpg", {"brush": shown, "rect": []})
    with Image.open(tmp_path / "sheet.jpg") as sheet:
        assert sheet.format == "JPEG"
        assert sheet.width > (len(ENTRIES) + 2) * TILE
        assert sheet.height > 2 * TILE
    case = load(sources[0])
    hidden = with_hole(case)
    np.testing.assert_array_equal(hidden[~case.hole], case.photo[~case.hole])
    assert len(np.unique(hidden[case.hole], axis=0)) == 2
    assert len(np.unique(with_hole(case, strokes=False)[case.hole], axis=0)) == 1


@pytest.mark.parametrize(
    ("rows", "columns", "shown"),
    [
        (slice(300, 340), slice(300, 400), (slice(195, 445), slice(225, 475))),  # three quarters more on each side
        (slice(0, 100), slice(500, 600), (slice(0, 250), slice(350, 600))),  # moved in from a corner
        (slice(300, 301), slice(300, 301), (slice(263, 338), slice(263, 338))),  # not smaller than can be enlarged
        (slice(100, 500), slice(0, 600), (slice(0, 600), slice(0, 600))),
    ],
)
def test_a_row_shows_what_lies_around_its_holes(rows, columns, shown):
    hole = np.zeros((600, 600), bool)
    hole[rows, columns] = True
    assert closer(hole) == shown


def test_progress_is_a_few_lines_in_a_file(tmp_path):
    with (tmp_path / "log").open("w") as log:
        progress = Progress(log, "brush", 40)
        for number in range(40):
            progress.step(f"{number}")
    lines = (tmp_path / "log").read_text().splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("brush 40/40 39")


def test_states_have_names(tmp_path):
    for name in ("a", "b=c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "state.json").write_text("{}")
    assert named_states([f"gated={tmp_path / 'a'}", str(tmp_path / "a")]).keys() == {"gated", "network"}
    assert named_states([str(tmp_path / "b=c")])["network"] == tmp_path / "b=c"
    for values in ([f"telea={tmp_path / 'a'}"], [f"x={tmp_path / 'a'}"] * 2, [f"x={tmp_path}"], [f"={tmp_path / 'a'}"]):
        with pytest.raises(SuiteError, match="--state"):
            named_states(values)


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["evaluation", *map(str, arguments)])
    return command.main()


def test_the_command_prints_tables_and_writes_files(suite_folder, tmp_path, monkeypatch, capsys):
    files = [tmp_path / name for name in ("report.json", "report.md", "sheet.jpg")]
    options = [item for pair in zip(("--json", "--markdown", "--sheet"), files, strict=True) for item in pair]
    assert run(monkeypatch, suite_folder, "--only", "telea,network-guided", "--no-features", *options) == 0
    figures = json.loads(files[0].read_text())
    assert figures["kinds"]["brush"]["rows"]["telea"]["figures"]["l1"]["value"] > 0
    printed = capsys.readouterr()
    assert printed.out == files[1].read_text()
    assert "| network-guided |" in printed.out
    assert files[2].stat().st_size > 0
    assert "brush 2/2" in printed.err


@pytest.mark.parametrize(
    ("option", "place", "code"),
    [
        ("--json", "none/report.json", 4),
        ("--markdown", "suite", 4),
        ("--sheet", "none/sheet.jpg", 4),
        ("--sheet", "sheet.gif", 3),
        ("--keep", "file/kept", 4),
    ],
)
def test_results_that_cannot_be_written_are_refused_first(
    suite_folder, tmp_path, monkeypatch, capsys, option, place, code
):
    (tmp_path / "file").touch()
    monkeypatch.setattr(command, "measure_kind", lambda *_, **__: pytest.fail("measured"))
    assert run(monkeypatch, suite_folder, option, tmp_path / place) == code
    error = capsys.readouterr().err
    assert error.startswith(f"{option} {tmp_path / place}")
    assert "Errno" not in error
    assert error.count("\n") == 1


def test_a_run_that_is_stopped_says_so_and_leaves_nothing(suite_folder, tmp_path, monkeypatch, capsys):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "write_sheet", interrupt)
    monkeypatch.setattr(command, "entries", lambda *_: {"grey": ENTRIES["grey"]})
    options = ["--no-features", "--sheet", tmp_path / "sheet.jpg"]
    assert run(monkeypatch, suite_folder, *options) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "stopped: not all was measured and written"
    assert list(tmp_path.iterdir()) == [suite_folder]


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("before")

    def stopped():
        with whole(path) as part:
            part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert path.read_text() == "before"
    with whole(path) as part:
        part.write_text("after")
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_that_names_no_file_comes_out_with_the_one_that_was_wanted(tmp_path):
    with pytest.raises(OSError, match="No space") as fault, whole(tmp_path / "report.json"):
        raise OSError(28, "No space left on device")
    assert fault.value.filename == str(tmp_path / "report.json")


@pytest.mark.parametrize(("convolution", "known"), [("gated", True), ("partial", False)])
def test_weights_that_the_app_does_not_run_have_no_row_of_it(tmp_path, convolution, known):
    entry = {"parameters": PARAMETERS, "planes": 6, "convolution": convolution}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {"generator.onnx": entry}}))
    assert ("fill" in entries_module._networks(tmp_path, [])) is known
    assert "network" in entries_module._networks(tmp_path, [])


@pytest.mark.parametrize("facts", ["{}", "[]", '{"config": {"network": {}}}', "{"])
def test_states_that_are_not_whole_are_refused_in_one_line(tmp_path, facts):
    (tmp_path / "state.json").write_text(facts)
    with pytest.raises(BadState, match="take another step-"):
        open_state(tmp_path)


def test_weights_that_are_refused_have_a_code_of_their_own(suite_folder, monkeypatch, capsys):
    assert run(monkeypatch, suite_folder, "--weights", "nowhere", "--only", "network") == 5
    error = capsys.readouterr().err
    assert "manifest.json" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "no photos"),
        ([], "either a suite folder"),
        (["SUITE", "--masks", "masks"], "either a suite folder"),
        (["SUITE", "--only", "telea,lama"], "no fill is called 'lama'"),
        (["SUITE", "--limit", "0"], "--limit is 0"),
        (["SUITE", "--state", "x=nowhere"], "no folder nowhere"),
        (["SUITE", "--state", "x=SUITE"], "no state.json"),
        (["SUITE", "--kinds", "thin"], "has no 'thin'"),
        (["--photos", "SUITE", "--masks", "SUITE", "--kinds", "thin"], "--kinds goes with a suite"),
        (["SUITE", "--filled", "SUITE"], "give each a name of its own"),
        (["SUITE", "--filled", "network=SUITE"], "a row of ours is called so"),
        (["SUITE", "--filled", "lama=SUITE", "--only", "lama", "--no-features"], "has no filled 000"),
        (["SUITE", "--only", "telea", "--no-features", "--sheet-names", "7"], "no picture is called 7"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_line(suite_folder, monkeypatch, capsys, arguments, words):
    assert run(monkeypatch, *(item.replace("SUITE", str(suite_folder)) for item in arguments)) == 3
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
