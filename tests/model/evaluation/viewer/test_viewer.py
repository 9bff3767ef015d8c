"""The viewer on a tiny random generator: what it records, measures, draws and refuses."""

import numpy as np
import pytest
import torch
from PIL import Image

from model.evaluation.viewer import __main__ as viewer
from model.evaluation.viewer.colours import change_colours, gate_colours, place_colours
from model.evaluation.viewer.flow import attention_sheet, flow_colours, sources, spread
from model.evaluation.viewer.gates import gate_sheets
from model.evaluation.viewer.measures import openness, reaction
from model.evaluation.viewer.recording import chosen_layers, gated_layers, record
from model.evaluation.viewer.scene import Scene, ViewError, read_scene
from model.network import CONVOLUTIONS, Generator, NetworkConfig
from model.network.gated import GatedConv2d

LAYERS = ["coarse.encoder.0", "refined.decoder.4"]


@pytest.fixture(scope="module")
def generator():
    torch.manual_seed(0)
    return Generator(NetworkConfig(width=8)).eval()


@pytest.fixture(scope="module")
def scene():
    photo = np.random.default_rng(0).integers(0, 256, (64, 96, 3), np.uint8)
    hole, sketch = np.zeros((64, 96), np.bool_), np.zeros((64, 96), np.bool_)
    hole[20:44, 30:60] = True
    sketch[32, 30:60] = True
    return Scene(photo, hole, sketch)


@pytest.fixture
def desk(tmp_path, generator, scene, monkeypatch):
    """Files of the scene, and the tiny generator in place of the shipped one."""
    for name, pixels in (("photo", scene.photo), ("mask", scene.hole), ("sketch", scene.sketch)):
        Image.fromarray(pixels if pixels.ndim == 3 else pixels.astype(np.uint8) * 255).save(tmp_path / f"{name}.png")
    monkeypatch.setattr(viewer, "opened", lambda _: generator)
    return tmp_path


def call(desk, *more, mask="mask.png"):
    return viewer.main([str(desk / "photo.png"), "--mask", str(desk / mask), "--out", str(desk / "out"), *more])


def test_gates_are_those_that_the_layer_multiplies_with(generator, scene):
    planes = scene.planes(guided=True)
    recording = record(generator, planes, LAYERS)
    layer = generator.coarse.encoder[0]
    with torch.no_grad():
        expected = torch.sigmoid(layer.split(planes)[1])[0].numpy()
        refined = generator(planes)[1][0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(recording.gates[LAYERS[0]], expected, atol=1e-6)
    np.testing.assert_allclose(recording.refined, refined, atol=1e-6)
    assert list(recording.gates) == LAYERS
    assert not any(module._forward_hooks for module in generator.modules())


class OneGate(GatedConv2d):
    """A convolution of one's own: all its features share a gate, which is no half of its convolution."""

    halves = 1

    def __init__(self, in_channels, out_channels, **options):
        super().__init__(in_channels, out_channels, **options)
        scale = 2 if options.get("doubling") else 1
        self.enlarge = torch.nn.Upsample(scale_factor=scale)
        self.gate = torch.nn.Conv2d(in_channels, 1, 1, self.stride)

    def split(self, x):
        return self._convolved(x), self.gate(self.enlarge(x))


def test_gates_of_ones_own_are_those_that_the_layer_tells(scene, desk, monkeypatch, capsys):
    monkeypatch.setitem(CONVOLUTIONS, "one gate", OneGate)
    torch.manual_seed(0)
    generator = Generator(NetworkConfig(width=8, convolution="one gate")).eval()
    planes = scene.planes(guided=True)
    gates = record(generator, planes, LAYERS).gates
    with torch.no_grad():
        expected = torch.sigmoid(generator.coarse.encoder[0].gate(planes))[0].numpy()
    np.testing.assert_allclose(gates[LAYERS[0]], expected, atol=1e-6)
    monkeypatch.setattr(viewer, "opened", lambda _: generator)
    assert viewer.main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 40
    assert all(line.split()[1:] == ["1", "channels"] for line in lines)
    assert call(desk, "--sketch", str(desk / "sketch.png"), "--layer", *LAYERS) == 0


def test_attention_weights_are_of_replaced_cells_alone(generator, scene):
    weights = record(generator, scene.planes(guided=False), []).attention
    sums = weights.sum(axis=1).reshape(8, 12)
    assert weights.shape == (96, 96)
    assert sums[3:5, 4:7] == pytest.approx(1, abs=1e-5)
    assert sums[0].max() == 0


def test_layers_are_chosen_by_name_or_all(generator):
    assert len(gated_layers(generator)) == 40
    assert chosen_layers(generator, ["all"]) == list(gated_layers(generator))
    assert chosen_layers(generator, [*LAYERS, LAYERS[0]]) == LAYERS
    with pytest.raises(ViewError, match=r"coarse\.nothing"):
        chosen_layers(generator, ["coarse.nothing"])
    with pytest.raises(ViewError, match="vanilla convolutions has no gates"):
        chosen_layers(Generator(NetworkConfig(width=8, convolution="vanilla")), ["all"])


def test_openness_and_reaction_are_means_over_the_hole(scene):
    gates = np.stack([scene.hole, ~scene.hole]).astype(np.float32)
    inside, outside = openness(gates, scene.hole)
    np.testing.assert_allclose([inside, outside], [[1, 0], [0, 1]])
    np.testing.assert_allclose(reaction(gates - 1, scene.hole), [0, 1])


def test_colour_maps_keep_their_ends():
    ramp = np.array([[0.0, 1.0]], np.float32)
    assert gate_colours(ramp).sum(axis=2)[0].tolist()[0] < 30
    assert gate_colours(ramp).sum(axis=2)[0].tolist()[1] > 600
    blue, white, red = change_colours(np.array([-0.2, 0.0, 0.2], np.float32), 0.1)
    assert blue[2] > blue[0]
    assert white.min() > 240
    assert red[0] > red[2]
    places = place_colours(5, 7)
    np.testing.assert_allclose(places[2, 3], (places[0, 0] + places[0, 6] + places[4, 0] + places[4, 6]) / 4, atol=1e-3)


def test_a_cell_takes_the_colour_of_what_it_reads():
    weights = np.zeros((12, 12), np.float32)
    weights[5, [0, 11]] = 0.5
    weights[6, 3] = 1.0
    found, places = flow_colours(weights, 3, 4), place_colours(3, 4)
    np.testing.assert_allclose(found[1, 1], (places[0, 0] + places[2, 3]) / 2)
    np.testing.assert_allclose(found[1, 2], places[0, 3])
    np.testing.assert_allclose(found[2, 0], places[2, 0])
    assert sources(weights, 3, 4)[1, 2].tolist() == [0, 3]
    assert spread(weights) == pytest.approx(1.5)


def test_a_layer_gives_one_sheet_or_four(generator, scene):
    plain = record(generator, scene.planes(guided=False), LAYERS).gates[LAYERS[0]]
    guided = record(generator, scene.planes(guided=True), LAYERS).gates[LAYERS[0]]
    assert [word for word, _ in gate_sheets("x", scene, plain)] == ["gates"]
    sheets = dict(gate_sheets("x", scene, plain, guided))
    assert list(sheets) == ["gates", "plain", "change", "strokes"]
    assert len(sheets["gates"].tiles) == len(plain)
    most = int(np.argmax(reaction(guided - plain, scene.hole)))
    assert sheets["change"].tiles[0][0].split()[0] == str(most)
    assert sheets["strokes"].tiles[0][0] == f"{most}  with"


def test_a_hole_without_clean_keys_can_still_be_drawn(generator):
    hole = np.ones((64, 64), np.bool_)
    hole[0, 0] = False
    scene = Scene(np.zeros((64, 64, 3), np.uint8), hole, None)
    assert attention_sheet(scene, record(generator, scene.planes(guided=False), []), guided=False).tiles


def test_the_command_writes_its_pictures(desk, capsys):
    assert call(desk, "--sketch", str(desk / "sketch.png"), "--layer", *LAYERS) == 0
    stems = {f"{layer}.{word}" for layer in LAYERS for word in ("gates", "plain", "change", "strokes")}
    written = {path.stem: path for path in (desk / "out").glob("*.jpg")}
    assert set(written) == stems | {"attention", "attention.plain"}
    assert len(capsys.readouterr().out.splitlines()) == len(written)
    for path in written.values():
        with Image.open(path) as picture:
            assert picture.width > 400


def test_the_list_needs_no_photo(desk, capsys):
    assert viewer.main(["--list"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["coarse.encoder.0", "4", "channels"]


def test_a_large_photo_is_cut_around_its_hole(tmp_path):
    Image.fromarray(np.full((400, 700, 3), 90, np.uint8)).save(tmp_path / "photo.png")
    mask = np.zeros((400, 700), np.uint8)
    mask[100:220, 300:420] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    scene = read_scene(tmp_path / "photo.png", tmp_path / "mask.png", size=128)
    assert max(scene.hole.shape) == 128
    assert all(side % 8 == 0 for side in scene.hole.shape)
    assert scene.hole.any()
    assert scene.sketch is None


@pytest.mark.parametrize(
    ("more", "mask", "words"),
    [
        ([], "none.png", "no such file"),
        ([], "small.png", "small.png is 8×8, "),
        ([], "text.png", "no picture that can be read"),
        ([], "empty.png", "no white pixels"),
        (["--layer", "coarse.nothing"], "mask.png", "--list"),
        (["--size", "9"], "mask.png", "64 to 512"),
        (["--sketch", "none.png"], "mask.png", "none.png"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(desk, capsys, more, mask, words):
    Image.new("L", (8, 8)).save(desk / "small.png")
    Image.new("L", (96, 64)).save(desk / "empty.png")
    (desk / "text.png").write_text("no picture")
    assert call(desk, *more, mask=mask) == 3
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_folder_without_weights_is_refused_in_one_line(tmp_path, capsys):
    assert viewer.main(["--list", "--weights", str(tmp_path)]) == 5
    assert viewer.main(["--list", "--state", str(tmp_path)]) == 3
    assert capsys.readouterr().err.count("\n") == 2


def test_a_network_without_gates_says_so_in_its_list(desk, monkeypatch, capsys):
    monkeypatch.setattr(viewer, "opened", lambda _: Generator(NetworkConfig(width=8, convolution="partial")))
    assert viewer.main(["--list"]) == 0
    assert capsys.readouterr().out == "a generator of partial convolutions has no gates\n"


def test_a_place_that_cannot_be_written_is_refused_before_the_network_runs(desk, monkeypatch, capsys):
    (desk / "out").touch()
    monkeypatch.setattr(viewer, "opened", lambda _: pytest.fail("opened"))
    assert call(desk) == 4
    said = capsys.readouterr().err
    assert "is a file: give a folder" in said
    assert said.count("\n") == 1


def test_an_empty_state_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "state.json").write_text("{}")
    assert viewer.main(["--list", "--state", str(tmp_path)]) == 3
    assert capsys.readouterr().err.count("\n") == 1
