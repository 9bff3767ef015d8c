"""Stand-ins for runtimes that are not installed here, or broken."""

from types import SimpleNamespace

import numpy as np


class Session:
    """An onnxruntime session whose providers and answers are set by the test."""

    def __init__(self, provider, answer):
        self.provider, self.answer = provider, answer

    def get_providers(self):
        return [self.provider]

    def get_inputs(self):
        return [SimpleNamespace(name="planes", shape=[1, 6, "h", "w"])]

    def get_outputs(self):
        return [SimpleNamespace(name="refined", shape=[1, 3, "h", "w"])]

    def run(self, names, feeds, options):
        if isinstance(self.answer, Exception):
            raise self.answer
        return [np.full_like(feeds["planes"][:, :3], self.answer)]


class Options(SimpleNamespace):
    """Session or run options that take anything."""

    terminate = False

    def add_session_config_entry(self, name, value):
        pass

    def add_run_config_entry(self, name, value):
        pass


def onnxruntime(opens, *, falls_back=(), answer=0.25):
    """A module like onnxruntime.

    opens: provider -> None, or what it raises at load.  falls_back: providers that open as the CPU's in silence.
    answer: what its passes give or raise.
    """

    def session(data, options, providers, **_):
        name = providers[0][0]
        if opens.get(name, RuntimeError(f"{name} is not in this build")) is not None:
            raise opens.get(name) or RuntimeError(f"{name} is not in this build\nand a page more")
        return Session("CPUExecutionProvider" if name in falls_back else name, answer)

    return SimpleNamespace(
        __version__="9.9",
        InferenceSession=session,
        SessionOptions=Options,
        RunOptions=Options,
        preload_dlls=lambda: None,
    )
