"""The real editor, edited by a seeded script, killed at some moment, started again: what came back?

`python -m tests.app.editor.safety.kills` is the editor itself: `drive` edits until somebody kills it and notes every
state in a log, `collect` opens what the next start offers and says what it is. `kill_once` plays both against each
other.
"""
