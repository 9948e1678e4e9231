"""Charts: each a picture together with the values that were drawn.

A chart shows as PNG in a notebook and as a table of its values in plain text; the values are read back from the drawn
artists, so that a test of the text is a test of the picture. Text from articles is drawn as it stands, never interpreted.
"""

from __future__ import annotations

import html
import io
import warnings
from collections.abc import Iterator
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

from kit.comparison import TOLERANCE, drift, note
from kit.comparison.statements import grouped
from kit.schema import MEASURES, QUALIFIERS

#: Marker and filling for each qualifier: they differ in shape, not in colour.
MARKERS = {
    "exact": ("o", "full"), "about": ("D", "none"), "nearly": ("<", "none"), "over": (">", "none"),
    "at_least": (">", "full"), "up_to": ("<", "full"), "range": ("|", "full"), "vague": ("X", "none"),
}
INK, SOFT, ODD = "#1a3a5c", "#8fb3d9", "#b8430f"  # told apart in greys too, and by every common kind of colour sight
#: A spread of numbers beyond which a linear axis would hide the small ones.
WIDE = 30
_STYLE = Path(__file__).with_name("style.mplstyle")
_WIDTH, _LEFT, _PLOT, _ROW = 10.0, 2.75, 3.9, 0.27  # inches


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
        """The picture; the same chart gives the same bytes."""
        return self._render("png", {"Software": None, "Description": self.alt})

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
        with _house_style(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")  # a script the font lacks is drawn as boxes; the values keep it
            self.figure.savefig(buffer, format=form, metadata=metadata)
        return buffer.getvalue()


@contextmanager
def _house_style() -> Iterator[None]:
    with mpl.style.context(["default", _STYLE]):
        yield


def figures_by_source(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    measure: str | list[str] | None = None,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    most: int = 40,
) -> Chart:
    """Draws who gives which number: one panel a measure, one line a source and wording.

    A dark bar is a stated range, a pale bar the reading of "about" and "nearly" (see :func:`kit.comparison.interval`), an arrow
    an end that the words leave open, the marker's shape the qualifier. Where a panel's numbers differ more than thirtyfold its
    axis is logarithmic and says so. Denied figures are not drawn.

    Args:
        figures, claims, sources, articles, tolerance: As in :func:`kit.comparison.statements`.
        measure: One measure or several; all that occur unless given.
        most: Lines in a panel at most, the most reported ones; the footnote says what was left out.

    Returns:
        A :class:`Chart`; ``values`` has ``measure``, ``source``, ``wording``, ``qualifier``, ``value``, ``low``, ``high`` (people; <NA> where nothing is
        drawn), ``bar`` ("stated" or "convention"), ``open`` ("above", "below"), ``articles``.

    Raises:
        ValueError: *measure* is none of the schema's.
    """
    wanted = [measure] if isinstance(measure, str) else list(measure or MEASURES)
    if unknown := [name for name in wanted if name not in MEASURES]:
        raise ValueError(f"{unknown[0]!r} is no measure; the measures are {', '.join(MEASURES)}.")
    table = grouped(figures, claims, sources, articles, tolerance)
    table = table[table["polarity"].ne("denied") & table["measure"].isin(wanted)]
    if table.empty:
        return _nothing("No figures to draw" + ("" if measure is None else f" for {_plain(' or '.join(wanted))}"))
    lines = _lines(table)
    panels = [(name, lines[lines["measure"].eq(name)]) for name in MEASURES if lines["measure"].eq(name).any()]
    left_out = sum(max(0, len(rows) - most) for _, rows in panels)
    panels = [(name, _ordered(rows.head(most))) for name, rows in panels]
    speakers = table.loc[~table["source_id"].isin(["article", "unnamed"]) & table["source_id"].notna(), "source_id"].nunique()
    title = f"Who says how many: {_count(table['figure_id'].nunique(), 'figure')} in {_count(table['article_id'].nunique(), 'article')}, from {_count(speakers, 'named source')}"
    footnote = note(tolerance) + (f" Not drawn: {_count(left_out, 'less reported wording')}." if left_out else "")
    with _house_style():
        figure, axes, _ = _canvas([len(rows) for _, rows in panels], title, footnote, legend=sorted(lines["qualifier"].unique(), key=QUALIFIERS.index))
        for axis, (name, rows) in zip(axes, panels):
            _panel(axis, name, rows)
        values = pd.concat([_read_back(axis) for axis in axes], ignore_index=True)
    return Chart(figure, values, title, footnote, _alt("Interval chart", title, values))


def _lines(table: pd.DataFrame) -> pd.DataFrame:
    """One line for each speaker and wording of one thing counted, the most reported first."""
    key = ["measure", "speaker", "cell", "wording", "qualifier", "value", "low", "high"]
    articles = table.groupby(key, dropna=False)["article_id"].nunique().rename("articles").reset_index()
    lines = table.drop_duplicates(key).merge(articles, on=key)
    common = lines.groupby("measure")[["group", "counted"]].transform(lambda column: column.mode().iloc[0] if column.notna().any() else pd.NA)
    other_group = lines["group"].ne(common["group"]).fillna(lines["group"].isna() != common["group"].isna())
    extra = lines["counted"].where(lines["counted"].ne(common["counted"]), "").fillna("")
    group = lines["group"].fillna("no group named").where(other_group.astype(bool), "")
    words = (extra + ", ").where(extra.ne("") & group.ne(""), extra) + group
    lines["words"] = lines["text"] + (" (" + words + ")").where(words.ne(""), "")
    lines["panel_group"] = common["group"]
    return lines.sort_values(["articles", "centre", "speaker", "wording"], ascending=[False, False, True, True], kind="stable")


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Lines of one speaker together; the speaker with the most articles first."""
    weight = rows.groupby("speaker")["articles"].transform("sum")
    return rows.assign(weight=weight).sort_values(["weight", "speaker", "counted", "centre", "wording"], ascending=[False, True, False, False, True], kind="stable")


def _canvas(sizes: list[int], title: str, footnote: str, legend: list[str] = (), row: float = _ROW, gap: float = 0.95) -> tuple[Figure, list[Axes], float]:
    """A figure with one axis a panel below another, laid out in inches so that no label is ever squeezed."""
    wrapped = _wrap(footnote, 135)
    foot = 0.35 + 0.17 * wrapped.count("\n") + (0.45 if legend else 0)
    height = 0.55 + sum(max(size, 1) * row + gap for size in sizes) + foot
    figure = Figure(figsize=(_WIDTH, height))
    figure.text(0.15 / _WIDTH, 1 - 0.2 / height, _wrap(title, 95), fontsize=12, fontweight="bold", va="top", color="#111111")
    figure.text(0.15 / _WIDTH, 0.12 / height, wrapped, fontsize=8, va="bottom", color="#444444")
    axes, top = [], height - 0.55
    for size in sizes:
        tall = max(size, 1) * row
        top -= gap - 0.5
        axes.append(figure.add_axes((_LEFT / _WIDTH, (top - tall) / height, _PLOT / _WIDTH, tall / height)))
        top -= tall + 0.5
    if legend:
        handles = [Line2D([], [], color=INK, marker=MARKERS[name][0], fillstyle=MARKERS[name][1], linestyle="", label=_plain(name)) for name in legend]
        figure.legend(handles=handles, loc="lower left", ncols=len(legend), frameon=False, fontsize=8, handletextpad=0.2, columnspacing=1.2,
                      bbox_to_anchor=(0.1 / _WIDTH, (foot - 0.35) / height))
    return figure, axes, height


def _panel(axis: Axes, measure: str, rows: pd.DataFrame) -> None:
    group = rows["panel_group"].iloc[0]
    axis.set_title(_plain(measure).capitalize() + (f" – {_label(group, 40)}" if pd.notna(group) else ""),
                   x=-_LEFT / _PLOT + 0.15 / _PLOT, ha="left", fontsize=10, fontweight="bold", pad=8)
    _scale(axis, rows)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    last = None
    names = []
    for at, row in enumerate(rows.itertuples()):
        names.append("" if row.speaker == last else _label(row.name, 36))
        if row.speaker != last:
            axis.axhline(at - 0.5, color="#dddddd", linewidth=0.8, xmin=-_LEFT / _PLOT, xmax=1.78, clip_on=False, gid="rule")
        last = row.speaker
        _draw(axis, at, row)
        axis.text(1.03, at, _label(row.words, 32), transform=axis.get_yaxis_transform(), va="center", gid="wording")
        axis.text(1.78, at, _count(row.articles, "article"), transform=axis.get_yaxis_transform(), va="center", ha="right", color="#444444", fontsize=8, gid="articles")
    axis.set_yticks(range(len(rows)), names)
    axis.set_gid(measure)


def _scale(axis: Axes, rows: pd.DataFrame) -> None:
    numbers = np.concatenate([rows[name].astype("Float64").to_numpy(float, na_value=np.nan) for name in ("value", "low", "high")] + [rows["low_read"].to_numpy(), rows["high_read"].to_numpy()])
    numbers = numbers[np.isfinite(numbers)]
    top = max(numbers.max(initial=0), 1)
    stated = rows["centre"][rows["centre"] > 0]
    wide = len(stated) > 0 and stated.max() / stated.min() > WIDE
    if wide:
        axis.set_xscale("symlog", linthresh=1)
        axis.set_xlim(0, top * 3)
        axis.xaxis.set_major_locator(FixedLocator([0] + [10**power for power in range(int(np.log10(top * 3)) + 1)]))
        axis.xaxis.set_minor_locator(NullLocator())
    else:
        axis.set_xlim(0, top * 1.13)
        axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axis.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axis.set_xlabel("people, logarithmic scale" if wide else "people", fontsize=8, color="#333333")


def _draw(axis: Axes, at: int, row) -> None:
    """Bar, arrows and marker of one line; gids say which is which when the values are read back."""
    value, low, high = (None if pd.isna(number) else float(number) for number in (row.value, row.low, row.high))
    marker, filling = MARKERS[row.qualifier]
    if row.qualifier in ("about", "nearly") and (value is not None or low is not None or high is not None):
        axis.plot([row.low_read, row.high_read], [at, at], color=SOFT, linewidth=5, solid_capstyle="butt", gid="convention")
    elif low is not None and high is not None and low < high:
        axis.plot([low, high], [at, at], color=INK, linewidth=3, solid_capstyle="butt", gid="stated")
    anchor = value if value is not None else low if low is not None else high
    if anchor is None:
        return
    if row.qualifier in ("over", "at_least", "vague", "range") and high is None:
        _arrow(axis, at, anchor, 26)
    if row.qualifier in ("up_to", "vague", "range") and low is None:
        _arrow(axis, at, anchor, -26)
    points = [low, high] if row.qualifier == "range" and low is not None and high is not None else [anchor]
    axis.plot(points, [at] * len(points), linestyle="", marker=marker, fillstyle=filling, color=INK, markersize=9 if marker == "|" else 7, markeredgewidth=1.6,
              markerfacecoloralt="white", gid="value" if value is not None else "bound", zorder=3, clip_on=False)


def _arrow(axis: Axes, at: float, anchor: float, points: int) -> None:
    axis.annotate("", xy=(anchor, at), xytext=(points, 0), textcoords="offset points", annotation_clip=False,
                  arrowprops={"arrowstyle": "<|-", "color": INK, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}, gid="open")


def _read_back(axis: Axes) -> pd.DataFrame:
    names = [label.get_text() for label in axis.get_yticklabels()]
    rows = [{"measure": axis.get_gid(), "source": name} for name in names]
    for at in range(1, len(rows)):
        rows[at]["source"] = rows[at]["source"] or rows[at - 1]["source"]
    shapes = {marker: name for name, marker in MARKERS.items()}
    for text in axis.texts:
        row = rows[round(text.xy[1] if text.get_gid() == "open" else text.get_position()[1])]
        if text.get_gid() == "open":
            row["open"] = "above" if text.get_position()[0] > 0 else "below"
        elif text.get_gid() == "articles":
            row["articles"] = int(text.get_text().split()[0].replace(",", ""))
        else:
            row["wording"] = text.get_text()
    for line in axis.lines:
        gid, numbers = line.get_gid(), line.get_xdata()
        if gid == "rule":
            continue
        row = rows[round(line.get_ydata()[0])]
        if gid in ("stated", "convention"):
            row |= {"low": numbers[0], "high": numbers[-1], "bar": gid}
            continue
        row["qualifier"] = shapes[line.get_marker(), line.get_fillstyle()]
        if gid == "value":
            row["value"] = numbers[0]
        elif "bar" not in row:
            row["high" if row.get("open") == "below" else "low"] = numbers[0]
    columns = {"measure": "string", "source": "string", "wording": "string", "qualifier": "string", "value": "Int64", "low": "Float64", "high": "Float64",
               "bar": "string", "open": "string", "articles": "Int64"}
    table = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows]).astype(columns)
    return table.assign(low=table["low"].round().astype("Int64"), high=table["high"].round().astype("Int64"))


def _nothing(message: str) -> Chart:
    with _house_style():
        figure = Figure(figsize=(_WIDTH, 1.2))
        figure.text(0.5, 0.5, message + ".", ha="center", va="center", fontsize=12, color="#444444")
    return Chart(figure, pd.DataFrame(), message, "No row of the tables is left to draw.", message + ".")


def _alt(kind: str, title: str, values: pd.DataFrame, most: int = 25) -> str:
    words = [f"{_plain(row.measure)}: {row.source}, {row.wording} ({_count(row.articles, 'article')})" for row in values.head(most).itertuples()]
    rest = f"; and {len(values) - most} more" if len(values) > most else ""
    return f"{kind}. {title}. " + "; ".join(words) + rest + "."


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _label(text: object, most: int) -> str:
    """Text from an article as one line: no control characters, shortened where it would run into its neighbour."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in str(text)).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _wrap(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)
