"""The real editor, edited by a seeded script, killed at some moment, started again: what came back?

`drive` is the editor that edits until somebody kills it and notes every state in a log, `collect` the one that opens
what the next start offers and says what it is. `kill_once` plays both against each other, and
`python -m tests.app.editor.safety.kills` plays several such sessions at once.
"""
