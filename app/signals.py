"""The signals by which somebody asks a process to end, for the command line and the editor alike."""

import signal


def asking_to_end() -> tuple[int, ...]:
    """Ctrl+C, a polite end by the system, and a terminal that was closed, which `nohup` has a process ignore."""
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    is_heard = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM, *((hangup,) if is_heard else ()))


def of_a_terminal() -> set[int]:
    """Those of them that a terminal sends to every process that was started in it."""
    return {*asking_to_end()} - {signal.SIGTERM}
