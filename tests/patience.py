"""How long a test waits for what takes a moment. A machine may be busy with other work, and a test that passes does not
wait so long."""

MOMENT_S = 60
"""For a thread, a signal, a picture."""
PROCESS_S = 300
"""For the end of another process."""
