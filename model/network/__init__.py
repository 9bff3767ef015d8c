"""The network as torch modules: convolutions, contextual attention, generator, discriminators."""

from model.network.config import NetworkConfig
from model.network.discriminator import Discriminator
from model.network.generator import Generator
from model.network.layers import CONVOLUTIONS
from model.network.projected import ProjectedDiscriminator

__all__ = ["CONVOLUTIONS", "Discriminator", "Generator", "NetworkConfig", "ProjectedDiscriminator"]
