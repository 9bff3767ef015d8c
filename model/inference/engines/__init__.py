"""Runtimes that run the network: one file each, one order in `choose`, and `succession` for when one breaks."""

from model.inference.engines.base import Engine
from model.inference.engines.choose import Choice, choose
from model.inference.engines.succession import OpenOther, Succession

__all__ = ["Choice", "Engine", "OpenOther", "Succession", "choose"]
