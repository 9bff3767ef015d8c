"""The window: Qt widgets over app.document, app.files and app.worker. Imports nothing heavy."""
