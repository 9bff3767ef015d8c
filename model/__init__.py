"""The free-form inpainting network of Yu et al. (arXiv 1806.03589): network, training, evaluation, inference."""

import os
import sys

from model.commands import hush

# From 1.29 on onnxruntime reports to its maker, on Linux too, and keeps an identifier of the machine on the disk. This
# is its only switch that holds back everything, and it is read once, before the first session: so it stands here, above
# every import of a runtime. A value from outside is overruled, since Gatebrush promises to open no connection.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if sys.argv[:1] == ["-m"]:  # python -m model.…: what the command needs takes seconds to load, and Ctrl+C may come then
    hush()
