"""What the window says, in the language of the person in front of it. No Qt, and nothing heavy.

    text("{name} is saved", name=path.name)             a message, with the values of its placeholders by name
    plural("{count} layer", "{count} layers", count=3)  one that counts
    text_in("of a layer", "Normal")                     one whose English word means something else elsewhere
    mark("&Undo")                                       one of a table made before the language is known; shown by said
    said(words)                                         what was marked, and what faults and warnings say

Messages are the English texts themselves. docs/translating.md tells how a language is added.
"""

from app.language.speech import mark, plural, said, text, text_in

__all__ = ["mark", "plural", "said", "text", "text_in"]
