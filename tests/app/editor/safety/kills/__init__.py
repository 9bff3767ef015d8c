"""The real editor, edited by a seeded script, killed at some moment, started again: what came back?

`drive` is the editor that edits until somebody kills it and notes every state in a log, `collect` the one that opens
what the next start offers and says what it is. `kill_once` plays both against each other, and
`python -m tests.app.editor.safety.kills` plays several such sessions at once.
"""

AT_RANDOM, AT_FILL = (1, 2, 3), (4, 5)
"""The seeds of those that the tests look at: killed at any moment, or as soon as a fill shows."""
