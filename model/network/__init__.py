"""The network as torch modules: gated convolutions, contextual attention, generator, SN-PatchGAN."""

from model.network.config import NetworkConfig
from model.network.discriminator import Discriminator
from model.network.generator import Generator

__all__ = ["Discriminator", "Generator", "NetworkConfig"]
