"""Which language the window speaks, and Qt's own buttons and dialogs with it."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.language import mark, said
from app.language.catalogue import SOURCE, choose

# Of Qt: what its catalogues leave in English, or have a word for that is misleading in our questions.
_OURS = frozenset((mark("&Look in:"), mark("Files of &type:"), mark("Discard"), mark("Folder")))
_ASKED = "language"


def is_spoken(language: str) -> bool:
    """Whether this is what windows were made with. language: as in Settings."""
    application = QApplication.instance()
    return application is None or (application.property(_ASKED) or "") == language


def speak(application: QApplication, language: str) -> str:
    """Before a window is made. language: as in Settings, empty for the system's; what is spoken now."""
    application.setProperty(_ASKED, language)
    system = QLocale.system()
    spoken = choose([language] if language else system.uiLanguages())
    is_foreign = language and QLocale(spoken).language() != system.language()
    QLocale.setDefault(QLocale(spoken) if is_foreign else system)  # numbers and dates go with the words
    for words in application.findChildren(QTranslator):
        application.removeTranslator(words)
        words.deleteLater()
    if spoken != SOURCE:
        words = QTranslator(application)
        if words.load(f"qtbase_{spoken}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(words)
        application.installTranslator(_Ours(application))
    return spoken


class _Ours(QTranslator):
    """Asked before Qt's own."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # type: ignore[override]  # noqa: ARG002
        """None: the next translator is asked."""
        return said(source) if source in _OURS else None
