"""The figures of a run as one tree of plain values, and that tree as Markdown."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from model.evaluation.bootstrap import RESAMPLES, SEED, compare, summarise
from model.evaluation.measuring import GUIDED, Entry, Measured

COLUMNS = {
    "l1": ("l1 %", 2, 1),
    "l2": ("l2 %", 2, 1),
    "psnr": ("PSNR dB", 2, 1),
    "ssim": ("SSIM", 3, 2),
    "sharpness": ("sharpness", 3, 2),
    "feature": ("feature distance", 3, 2),
    "adherence": ("adherence", 3, 2),
    "undrawn": ("undrawn", 3, 2),
    "wall_seconds": ("wall s", 2, 2),
    "cpu_seconds": ("CPU s", 2, 2),
}
"""Figure -> title, digits of the value, digits of the interval."""

NOTES = """\
Hole pixels only, on 8-bit composites; mean over pictures with its 95 % bootstrap interval ({resamples} resamples of
the pictures, seed {seed}). l1, l2, feature distance and undrawn: lower is better; PSNR, SSIM and adherence: higher;
sharpness (gradient energy, result ÷ truth, all pictures together): 1 is as sharp as the photo. Rows named guided got
the strokes; adherence and undrawn are measured for all rows, so the others show what chance gives. The last column is
the paired difference of l1 from the best rival of the kind: below 0 is better than it.
"""


def tree(
    kinds: Mapping[str, Measured], entries: Mapping[str, Entry], *, size: int | None, unfinished: bool = False
) -> dict:
    """All figures with intervals, per-picture values and paired differences, as JSON values (NaN becomes None).

    unfinished: not all pictures were measured, and the report says so.
    """
    return {
        "version": 2,
        **({"unfinished": True} if unfinished else {}),
        "size": size,
        "bootstrap": {"resamples": RESAMPLES, "seed": SEED, "interval": 0.95},
        "kinds": {kind: _kind(measured, entries) for kind, measured in kinds.items()},
    }


def _kind(measured: Measured, entries: Mapping[str, Entry]) -> dict:
    pictures = {row: list(figures.values()) for row, figures in measured.figures.items()}
    summaries = {row: summarise(figures) for row, figures in pictures.items()}
    rivals = [row for row in pictures if entries[row].rival]
    best = min(rivals, key=lambda row: summaries[row]["l1"].value, default=None)
    return {
        "pictures": len(next(iter(pictures.values()))),
        "best_rival": best,
        "rows": {
            row: {
                "guided": entries[row].guided,
                "made_by": dict(entries[row].made_by),
                "figures": {name: found.to_json() for name, found in summaries[row].items()},
                "each": {
                    picture: {name: None if value != value else value for name, value in figures.items()}
                    for picture, figures in measured.figures[row].items()
                },
            }
            for row in pictures
        },
        "differences": [
            {
                "row": row,
                "minus": other,
                "figures": {name: found.to_json() for name, found in compare(pictures[row], pictures[other]).items()},
            }
            for row, other in _pairs(entries, best)
        ],
    }


def _pairs(entries: Mapping[str, Entry], best: str | None) -> Iterator[tuple[str, str]]:
    """Rows worth comparing: ours with the best rival and with each other, alike in strokes or alike but for them."""
    ours = [row for row, entry in entries.items() if not entry.rival]
    if best is not None:
        yield from ((row, best) for row in ours)
    for first, second in combinations(ours, 2):
        if entries[first].guided == entries[second].guided or second == first + GUIDED:
            yield second, first


def markdown(figures: dict) -> str:
    """The tree as Markdown: a table for each kind of hole, below it our rows compared with each other."""
    size = f" at {figures['size']} px" if figures["size"] else ""
    unfinished = ", unfinished: not all pictures were measured" if figures.get("unfinished") else ""
    parts = [f"# Evaluation{size}{unfinished}\n\n{NOTES.format(**figures['bootstrap'])}"]
    for kind, found in figures["kinds"].items():
        parts.append(f"\n## {kind}, {found['pictures']} pictures\n\n{_table(found)}")
        lines = [line for pair in found["differences"] if (line := _line(pair, found["best_rival"]))]
        parts.append("\nPaired differences:\n\n" + "".join(lines) if lines else "")
    return "".join(parts)


def _table(found: dict) -> str:
    rows = found["rows"]
    columns = [name for name in COLUMNS if any(name in row["figures"] for row in rows.values())]
    titles = ["fill", *(COLUMNS[name][0] for name in columns)]
    against = {pair["row"]: pair["figures"] for pair in found["differences"] if pair["minus"] == found["best_rival"]}
    if against:
        titles.append(f"l1 vs {found['best_rival']}")
    lines = [f"| {' | '.join(titles)} |", f"| --- |{' ---: |' * (len(titles) - 1)}"]
    for row, values in rows.items():
        cells = [_cell(values["figures"].get(name), name) for name in columns]
        if against:
            cells.append(_cell(against.get(row, {}).get("l1"), "l1", signed=True))
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(found: dict | None, name: str, *, signed: bool = False) -> str:
    if found is None:
        return ""
    _, digits, interval_digits = COLUMNS[name]
    sign = "+" if signed else ""
    value = f"{found['value']:{sign}.{digits}f}"
    if name.endswith("seconds"):
        return value
    low, high = (f"{found[end]:{sign}.{digits if signed else interval_digits}f}" for end in ("low", "high"))
    return f"{value} [{low}, {high}]"


def _line(pair: dict, best: str | None) -> str:
    if pair["minus"] == best:
        return ""  # stands in the table
    cells = [
        f"{COLUMNS[name][0]} {_cell(pair['figures'][name], name, signed=True)}"
        for name in ("l1", "ssim", "sharpness", "feature")
        if name in pair["figures"]
    ]
    return f"- {pair['row']} vs {pair['minus']}: {', '.join(cells)}\n"
