"""All actions in one table, and the menus they are in."""

from __future__ import annotations

from collections.abc import Callable

from app.editor.actions import edit, files, fills, help, layers, masks, sketches, tools, view, windows
from app.editor.actions.entry import Entry, Item, Menu, Submenu, plain
from app.language import said

TABLE: tuple[Entry, ...] = (
    *files.ENTRIES,
    *edit.ENTRIES,
    *masks.ENTRIES,
    *layers.ENTRIES,
    *sketches.ENTRIES,
    *fills.ENTRIES,
    *tools.ENTRIES,
    *view.ENTRIES,
    *windows.ENTRIES,
    *help.ENTRIES,
)
MENUS: tuple[Menu, ...] = (
    files.MENU,
    edit.MENU,
    masks.MENU,
    sketches.MENU,
    layers.MENU,
    fills.MENU,
    tools.MENU,
    view.MENU,
    windows.MENU,
    help.MENU,
)


def searched_names() -> dict[str, str]:
    """As `listed_names`, for searches: the English names are found in every language, since guides are in English."""
    english, outer = listed_names(str), _outer_menus()
    names = {one: name if name == english[one] else f"{name} {english[one]}" for one, name in listed_names().items()}
    return {one: f"{name} {outer[one]}" if one in outer else name for one, name in names.items()}


def _outer_menus() -> dict[str, str]:
    """Of actions in a menu within a menu, which are listed by the inner one: the title of the outer one."""
    return {
        one: plain(said(title)) if said(title) == title else f"{plain(said(title))} {plain(title)}"
        for title, items in MENUS
        for item in items
        if isinstance(item, Submenu)
        for one in item.items
    }


def listed_names(say: Callable[[str], str] = said) -> dict[str, str]:
    """{action id: «Mask: Invert Mask»}, in the order of the menus. say: in which language."""
    by_id = {entry.id: entry for entry in TABLE}
    names: dict[str, str] = {}
    for title, items in MENUS:
        for item in items:
            menu, ids = _listed(title, item)
            names |= {one: f"{plain(say(menu))}: {plain(say(by_id[one].text))}" for one in ids if one in by_id}
    return names


def _listed(title: str, item: Item) -> tuple[str, tuple[str, ...]]:
    """The menu that an item's actions are in, and their ids."""
    if isinstance(item, Submenu):
        return item.title, item.items
    return title, () if item is None else (item,)
