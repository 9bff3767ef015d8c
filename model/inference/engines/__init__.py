"""Runtimes that run the network: one file each, one order in `choose`."""

from model.inference.engines.base import Engine
from model.inference.engines.choose import Choice, choose

__all__ = ["Choice", "Engine", "choose"]
