"""The Gatebrush editor: document, files, worker, window and command line."""

__version__ = "0.1.0"
