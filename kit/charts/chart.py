"""What every chart shares: the picture with its values, the house style, the layout in inches."""

from __future__ import annotations

import html
import io
import itertools
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from matplotlib.transforms import ScaledTranslation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kit.comparison.extent import articles_in
from kit.comparison.words import so_many
from kit.schema import MEASURES

#: Marker and filling for each qualifier: they differ in shape, not in colour.
MARKERS = {
    "exact": ("o", "full"), "about": ("D", "none"), "nearly": ("<", "none"), "over": (">", "none"),
    "at_least": (">", "full"), "up_to": ("<", "full"), "range": ("|", "full"), "vague": ("X", "none"),
}
INK, SOFT, ODD = "#1a3a5c", "#8fb3d9", "#b8430f"  # told apart in greys too, and by every common kind of colour sight
WIDTH, LEFT, PLOT, ROW = 10.0, 2.75, 3.9, 0.27  # inches
#: A spread of numbers beyond which a linear axis would hide the small ones.
WIDE = 30
COLOURS = 256
ARROW = 26  # points, the length of an open end
#: The same markers where numbers run upwards: "over" points up, not right.
_UPRIGHT = {"<": "v", ">": "^", "|": "_"}
_STYLE = Path(__file__).with_name("style.mplstyle")


class Chart:
    """A drawn chart: ``values`` (what the artists show), ``title``, ``note`` (the footnote), ``alt`` (the chart in words).

    In a notebook it shows as a picture, with the values as its plain text. :meth:`save` writes PNG or SVG.
    """

    def __init__(self, figure: Figure, values: pd.DataFrame, title: str, note: str, alt: str):
        self.figure, self.values, self.title, self.note, self.alt = figure, values, title, note, alt

    def __repr__(self) -> str:
        table = self.values.to_string(index=False, na_rep="–", max_colwidth=None) if len(self.values) else "(nothing to draw)"
        return f"{self.title}\n\n{table}\n\n{self.note}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        return {"image/png": self.png(), "text/plain": repr(self)}, {"image/png": {"alt": self.alt}}

    def png(self) -> bytes:
        """The picture; the same chart gives the same bytes. In few colours, which a chart has anyway, it is a third of the size."""
        drawn = Image.open(io.BytesIO(self._render("png", {"Software": None})))
        told, buffer = PngInfo(), io.BytesIO()
        told.add_itxt("Description", self.alt)
        few = drawn.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(buffer, "png", optimize=True, pnginfo=told, dpi=drawn.info["dpi"])
        return buffer.getvalue()

    def svg(self) -> str:
        """The picture as SVG, with title and description for screen readers."""
        drawn = self._render("svg", {"Date": None, "Creator": None, "Format": None, "Type": None}).decode("utf-8")
        head, body = drawn.split("<svg ", 1)
        attributes, rest = body.split(">", 1)
        words = f"<title>{html.escape(self.title)}</title>\n<desc>{html.escape(self.alt)}</desc>"
        return f'{head}<svg role="img" {attributes}>\n {words}{rest}'

    def save(self, path: str | Path) -> Path:
        """Writes the chart to *path* (.png or .svg) and returns the path.

        Raises:
            ValueError: Another ending.
        """
        path = Path(path)
        if path.suffix == ".png":
            path.write_bytes(self.png())
        elif path.suffix == ".svg":
            path.write_text(self.svg(), encoding="utf-8", newline="\n")
        else:
            raise ValueError(f"{path.name}: a chart is saved as .png or .svg.")
        return path

    def _render(self, form: str, metadata: dict) -> bytes:
        buffer = io.BytesIO()
        with house_style(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")  # a script the font lacks is drawn as boxes; the values keep it
            self.figure.savefig(buffer, format=form, metadata=metadata)
        return buffer.getvalue()


@contextmanager
def house_style() -> Iterator[None]:
    with mpl.style.context(["default", _STYLE]):
        yield


def canvas(
    sizes: list[float], title: str, footnote: str, legend: Sequence[str | Line2D] = (), row: float = ROW, gap: float = 0.95,
    *, below: list[float] | None = None, left: float = LEFT, plot: float = PLOT, upright: bool = False,
) -> tuple[Figure, list[Axes], float]:
    """A figure with one axis a panel below another, laid out in inches so that no label is ever squeezed.

    *sizes* are the panels' heights in rows of *row* inches, *below* the inches under each for what stands at its axis, *gap* these and the room
    for a panel's title together. The *legend* names qualifiers, drawn for a vertical axis where *upright*, or brings keys of its own.
    """
    below = [0.5] * len(sizes) if below is None else below
    title, footnote = wrap(title, 95), wrap(footnote, 135)
    head = 0.55 + 0.2 * title.count("\n")
    foot = 0.35 + 0.17 * footnote.count("\n") + (0.45 if legend else 0)
    height = head + sum(max(size, 1) * row + gap - 0.5 + under for size, under in zip(sizes, below)) + foot
    figure = Figure(figsize=(WIDTH, height))
    figure.text(0.15 / WIDTH, 1 - 0.2 / height, title, fontsize=12, fontweight="bold", va="top", color="#111111")
    figure.text(0.15 / WIDTH, 0.12 / height, footnote, fontsize=8, va="bottom", color="#444444")
    axes, top = [], height - head
    for size, under in zip(sizes, below):
        tall = max(size, 1) * row
        top -= gap - 0.5
        axes.append(figure.add_axes((left / WIDTH, (top - tall) / height, plot / WIDTH, tall / height)))
        top -= tall + under
    if legend:
        handles = [_key(entry, upright) if isinstance(entry, str) else entry for entry in legend]
        figure.legend(handles=handles, loc="lower left", ncols=len(legend), frameon=False, fontsize=8, handletextpad=0.2, columnspacing=1.2,
                      bbox_to_anchor=(0.1 / WIDTH, (foot - 0.35) / height))
    return figure, axes, height


def _key(qualifier: str, upright: bool) -> Line2D:
    marker, filling = _shape(qualifier, upright)
    return Line2D([], [], color=INK, marker=marker, fillstyle=filling, linestyle="", label=plain(qualifier))


def _shape(qualifier: str, upright: bool) -> tuple[str, str]:
    marker, filling = MARKERS[qualifier]
    return (_UPRIGHT.get(marker, marker) if upright else marker), filling


def shapes(upright: bool = False) -> dict[tuple[str, str], str]:
    """Which qualifier a marker with its filling stands for."""
    return {_shape(qualifier, upright): qualifier for qualifier in MARKERS}


def mark(axis: Axes, at: float, row, ink: str = INK, *, upright: bool = False, aside: float = 0.0, gid: str = "") -> None:
    """Bar, arrows and marker of one figure, a row with value, low, high and the reading of both ends.

    Numbers run along the x axis, along the y axis where *upright*; *aside* moves all of it so many inches to the right of where it belongs.
    An arrow to smaller numbers ends where the scale does. Gids, ending in *gid*, say which artist is which when the values are read back.
    """
    value, low, high = (None if pd.isna(number) else float(number) for number in (row.value, row.low, row.high))
    marker, filling = _shape(row.qualifier, upright)
    moved = axis.transData + ScaledTranslation(aside, 0, axis.figure.dpi_scale_trans) if aside else axis.transData

    def draw(numbers: list[float], name: str, **style) -> None:
        across = [at] * len(numbers)
        axis.plot(*((across, numbers) if upright else (numbers, across)), gid=name + gid, transform=moved, **style)

    def open_end(points: int) -> None:
        axis.annotate("", xy=(at, anchor) if upright else (anchor, at), xycoords=moved, xytext=(0, points) if upright else (points, 0),
                      textcoords="offset points", annotation_clip=False, gid="open" + gid,
                      arrowprops={"arrowstyle": "<|-", "color": ink, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0})

    if row.qualifier in ("about", "nearly") and (value is not None or low is not None or high is not None):
        draw([row.low_read, row.high_read], "convention", color=SOFT, linewidth=5, solid_capstyle="butt")
    elif low is not None and high is not None and low < high:
        draw([low, high], "stated", color=ink, linewidth=3, solid_capstyle="butt")
    anchor = value if value is not None else low if low is not None else high
    if anchor is None:
        return
    if row.qualifier in ("over", "at_least", "vague", "range") and high is None:
        open_end(ARROW)
    if row.qualifier in ("up_to", "vague", "range") and low is None:
        at_scale = axis.transData.transform((at, anchor) if upright else (anchor, at))[int(upright)]
        room = (at_scale - (axis.bbox.y0 if upright else axis.bbox.x0)) * 72 / axis.figure.dpi
        open_end(-min(ARROW, max(room, 10)))
    points = [low, high] if row.qualifier == "range" and low is not None and high is not None else [anchor]
    draw(points, "value" if value is not None else "bound", linestyle="", marker=marker, fillstyle=filling, color=ink,
         markersize=9 if marker in "|_" else 7, markeredgewidth=1.6, markerfacecoloralt="white", zorder=3, clip_on=False)


def number_scale(axis: Axes, rows: pd.DataFrame, upright: bool = False) -> None:
    """An axis of people from 0, along x or *upright*; where the numbers of *rows* differ more than WIDE times it is logarithmic and says so."""
    stated = [rows[name].astype("Float64").to_numpy(float, na_value=np.nan) for name in ("value", "low", "high")]
    read = rows[rows["qualifier"].isin(["about", "nearly"])]
    numbers = np.concatenate([*stated, read["low_read"].to_numpy(float), read["high_read"].to_numpy(float)])
    numbers = numbers[np.isfinite(numbers)]
    top = max(numbers.max(initial=0), 1)
    centres = rows["centre"][rows["centre"] > 0]
    wide = len(centres) > 0 and centres.max() / centres.min() > WIDE
    side, name = (axis.yaxis, "y") if upright else (axis.xaxis, "x")
    if wide:
        powers = range(int(np.log10(numbers[numbers > 0].min())), int(np.log10(top * 3)) + 1)
        nobody = bool((numbers == 0).any())  # 0 has no place on a logarithmic axis; one that begins at 0 is evenly spaced up to the first power
        first = 0 if nobody else 10 ** powers[0]
        axis.set(**({f"{name}scale": "symlog"} if nobody else {f"{name}scale": "log"}))
        axis.set(**{f"{name}lim": (first, top * 3)})
        steps = (1, 2, 5) if len(powers) < 4 else (1,)
        side.set_major_locator(FixedLocator([0] * nobody + [step * 10**power for power in powers for step in steps]))
        side.set_minor_locator(NullLocator())
    else:
        axis.set(**{f"{name}lim": (0, top * 1.13)})
        side.set_major_locator(MaxNLocator(5, integer=True))
    side.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axis.grid(axis=name, color="#e6e6e6", linewidth=0.6)
    axis.set(**{f"{name}label": "people, logarithmic scale" if wide else "people"})
    side.label.set(fontsize=8, color="#333333")


def nothing(message: str) -> Chart:
    with house_style():
        figure = Figure(figsize=(WIDTH, 1.2))
        figure.text(0.5, 0.5, message + ".", ha="center", va="center", fontsize=12, color="#444444")
    return Chart(figure, pd.DataFrame(), message, "No row of the tables is left to draw.", message + ".")


def measures_wanted(measure: str | list[str] | None) -> list[str]:
    """The measures asked for; all of the schema's unless some are.

    Raises:
        ValueError: One is none of the schema's.
    """
    wanted = [measure] if isinstance(measure, str) else list(measure or MEASURES)
    if unknown := [name for name in wanted if name not in MEASURES]:
        raise ValueError(f"{unknown[0]!r} is no measure; the measures are {', '.join(MEASURES)}.")
    return wanted


def basis(table: pd.DataFrame, most: int = 8) -> str:
    """What a chart was drawn from: the number of articles, and their outlets, those with the most articles first.

    >>> basis(pd.DataFrame({"article_id": ["a", "b", "c"], "outlet": ["Bay Courier", "Bay Courier", None]}))
    'From 3 articles: Bay Courier (2), c.'
    """
    articles = table.drop_duplicates("article_id")
    outlets = articles["outlet"].fillna(articles["article_id"]).value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    named = [label(outlet, 60, most=1) + (f" ({number:,})" if number > 1 else "") for outlet, number in outlets.head(most).items()]
    rest = [f"{len(outlets) - most:,} more"] if len(outlets) > most else []
    return f"From {so_many(articles_in(table), 'article')}: {', '.join(named + rest)}."


def plain(name: str) -> str:
    return name.replace("_", " ")


def not_drawn(reasons: dict[str, int], noun: str = "count") -> str:
    """What a chart leaves out, as a sentence after a space; "" where that is nothing.

    >>> not_drawn({"denied": 1, "without a date": 2})
    ' Not drawn: 1 count denied, 2 counts without a date.'
    """
    words = ", ".join(f"{so_many(number, noun)} {why}" for why, number in reasons.items() if number)
    return f" Not drawn: {words}." if words else ""


def label(text: object, width: int, most: int = 3) -> str:
    """Text from an article without control characters, in at most *most* lines of whole words; what is left out is marked.

    >>> label("between 10,000 and 12,000 (Coast)", 20).splitlines()
    ['between 10,000 and', '12,000 (Coast)']
    >>> label("one two three four", 9, most=1)
    'one two …'
    """
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in str(text)).split())
    width = max(width, min(max(map(len, line.split()), default=0), width + 4))  # a word is rather a little too long than in two
    lines = textwrap.wrap(line, width, break_on_hyphens=False, max_lines=most, placeholder=" …")
    return "\n".join(lines)


def one_line(text: str) -> str:
    """A label as it was before it was wrapped."""
    return text.replace("\n", " ")


def stack(labels: list[tuple[str, ...]]) -> tuple[list[float], list[float]]:
    """The middle of each row and the edges between rows, in rows of one line, for the labels that stand in them."""
    heights = [0.44 + 0.56 * max(text.count("\n") + 1 for text in row) for row in labels]
    edges = [0.0, *itertools.accumulate(heights)]
    return [(above + below) / 2 for above, below in itertools.pairwise(edges)], edges


def apart(wanted: np.ndarray, heights: np.ndarray, top: float, bottom: float) -> list[float]:
    """Middles of labels as near as may be to where they are wanted, from above, with none on another and all between *top* and *bottom*."""
    middles, edge = [], top
    for want, height in zip(wanted, heights):
        middles.append(min(want, edge - height / 2))
        edge = middles[-1] - height / 2
    edge = bottom
    for at in reversed(range(len(middles))):
        middles[at] = max(middles[at], edge + heights[at] / 2)
        edge = middles[at] + heights[at] / 2
    return middles


def shares(sizes: list[int], most: int) -> list[int]:
    """How many of each to draw so that all together are at most *most*; what the small leave over goes to the large.

    >>> shares([3, 100, 40], 33)
    [3, 15, 15]
    """
    taken, left = [0] * len(sizes), most
    for nr, at in enumerate(sorted(range(len(sizes)), key=lambda at: (sizes[at], at))):
        taken[at] = min(sizes[at], left // (len(sizes) - nr))
        left -= taken[at]
    return taken


def row_at(axis: Axes, height: float) -> int:
    """Which row of the chart an artist at this height stands in."""
    return min(enumerate(axis.get_yticks()), key=lambda tick: abs(tick[1] - height))[0]


def wrap(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False)
