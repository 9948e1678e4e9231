"""The interval chart: who gives which number, with the ends that the words leave open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from kit.charts.chart import (
    ARROW,
    LEFT,
    PLOT,
    Chart,
    basis,
    canvas,
    house_style,
    label,
    mark,
    measures_wanted,
    not_drawn,
    nothing,
    number_scale,
    one_line,
    plain,
    row_at,
    shapes,
    shares,
    stack,
)  # fmt: skip
from kit.comparison import TOLERANCE, note
from kit.comparison.extent import articles_in, counts_in, left_out, named_sources
from kit.comparison.grouping import grouped
from kit.comparison.summaries import checked, policy_note, summed
from kit.comparison.words import REST, UNKNOWN, capital, so_many, thing
from kit.schema import MEASURES, QUALIFIERS

#: Panels in one chart at most; lines in a panel unless a caller says otherwise, and in all panels together.
PANELS, LINES, SHARED = 12, 40, 100
#: A summary is drawn in black squares on a grey ground, which no figure has.
BLACK, GROUND = "#111111", "#ececec"


def figures_by_source(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    measure: str | list[str] | None = None,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    policy: str = "show_all",
    source_order: Sequence[str] = (),
    most: int | None = None,
) -> Chart:
    """Draws who gives which number: one panel a measure and kind of people counted, one line a source and wording.

    A dark bar is a stated range, a pale bar the reading of "about" and "nearly" (see :func:`kit.comparison.interval`), an arrow
    an end that the words leave open, the marker's shape the qualifier. Where a panel's numbers differ more than thirtyfold its
    axis is logarithmic and says so. Counts of which it is not known what happened to the people (measure "other") are listed last, on no axis.
    Denied figures are not drawn, and of those that only change an earlier count ("eight more") the footnote says how many there are. A policy that gives a number (see :func:`kit.comparison.summary`) adds a last line to each panel, in black squares on a
    grey ground, one for each group and period; it rests on all counts of the panel, drawn or not. The footnote names the policy, whichever it is.

    Args:
        figures, claims, sources, articles, tolerance: As in :func:`kit.comparison.statements`.
        measure: One measure or several; all that occur unless given.
        policy, source_order: As in :func:`kit.comparison.summary`.
        most: Lines in a panel at most, the most reported ones; the footnote says what was left out. Unless given 40, and fewer where there would be more than 100 in all.

    Returns:
        A :class:`Chart`; ``values`` has ``measure``, ``counted``, ``source``, ``wording``, ``qualifier``, ``value``, ``low``, ``high`` (people; <NA> where nothing is
        drawn), ``bar`` ("stated", "convention" or "summary"), ``open`` ("above", "below"), ``articles``. Of what is only listed, ``counted`` is the noun, and
        nothing is drawn. The ``source`` of a summary is "Summary: " and the policy, its ``wording`` the number in words, and it has no qualifier.

    Raises:
        ValueError: *measure* is none of the schema's, or the policy cannot be used.
    """
    wanted, order = measures_wanted(measure), checked(policy, source_order)
    table = grouped(figures, claims, sources, articles, tolerance)
    table = table[table["measure"].isin(wanted)]
    # Under show_all every statement stands for itself, and nothing is summed up.
    summaries = _summaries(summed(table if policy != "show_all" else table.head(0), claims, sources, policy, order), policy)
    missing = left_out(figures, claims, table)
    table = table[table["polarity"].eq("asserted")]
    changing = table["changing"].notna()
    changed, table = counts_in(table[changing]), table[~changing]
    if table.empty:
        return nothing("No figures to draw" + ("" if measure is None else f" for {plain(' or '.join(wanted))}"))
    table = _numbered(table)
    lines = _lines(table)
    panels, listed = _panels(lines[lines["measure"].ne(REST)], most), _ordered(lines[lines["measure"].eq(REST)].head(most or LINES))
    shown = table[table["line"].isin(pd.concat([*panels, listed])["line"])]
    missing["that only changed an earlier count"] = changed
    missing["of less reported wordings"] = counts_in(table) - counts_in(shown)
    counts = so_many(counts_in(shown), "count")
    title = f"Who says how many: {counts} of people in {so_many(articles_in(shown), 'article')}, from {so_many(len(named_sources(shown)), 'named source')}"
    footnote = (
        f"{note(tolerance)} Pale bar: that reading. Dark bar: a stated range. Arrow: an end left open. {policy_note(policy, order, sources)}"
        f"{not_drawn(missing)} {basis(shown)}"
    )  # fmt: skip
    panels = [_labelled(rows) for rows in [*(_with_summaries(rows, summaries, most or LINES) for rows in panels), *([listed] if len(listed) else [])]]
    legend = [name for name in QUALIFIERS if lines.loc[lines["measure"].ne(REST), "qualifier"].eq(name).any()]
    if len(summaries):
        legend.append(Line2D([], [], color=BLACK, marker="s", linestyle="", label="summary"))
    with house_style():
        figure, axes, _ = canvas([rows["bottom"].iloc[-1] for rows in panels], title, footnote, legend=legend)
        for axis, rows in zip(axes, panels):
            _panel(axis, rows)
        values = pd.concat([_read_back(axis) for axis in axes], ignore_index=True)
    return Chart(figure, values, title, footnote, _alt("Interval chart", title, values))


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """The counts with the number of their ``line``: one for each speaker and wording of one thing counted."""
    noun = table["noun"].fillna("people").str.casefold()
    table = table.assign(kind=table["counted"].mask(table["measure"].eq(REST), noun + (" – " + table["group"]).fillna("")))
    key = ["measure", "speaker", "cell", "window", "kind", "wording", "qualifier", "value", "low", "high"]
    return table.assign(line=table.groupby(key, dropna=False, sort=False).ngroup())


def _lines(table: pd.DataFrame) -> pd.DataFrame:
    """The lines, the most reported first, those since replaced last."""
    lines = table.assign(articles=table.groupby("line")["report"].transform("nunique")).drop_duplicates("line")
    lines["replaced"] = lines["superseded_by"].notna()
    return lines.sort_values(["replaced", "articles", "centre", "speaker", "wording"], ascending=[True, False, False, True, True], kind="stable")


def _panels(lines: pd.DataFrame, most: int | None) -> list[pd.DataFrame]:
    """A panel for each measure and kind of people counted, in the schema's order; of very many the largest."""
    found = [rows for _, rows in lines.groupby(["measure", "counted"], sort=True)]
    found = sorted(found, key=len, reverse=True)[:PANELS]
    found.sort(key=lambda rows: (MEASURES.index(rows["measure"].iloc[0]), -len(rows)))
    room = shares([min(len(rows), most or LINES) for rows in found], most * len(found) if most else SHARED)
    return [_ordered(rows.head(lines)) for rows, lines in zip(found, room)]


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Lines of one speaker together; the speaker with the most articles first, then the one with the largest number."""
    speakers = rows.groupby("speaker")
    rows = rows.assign(weight=speakers["articles"].transform("sum"), largest=speakers["centre"].transform("max"))
    return rows.sort_values(["weight", "largest", "speaker", "centre", "wording"], ascending=[False, False, True, False, True], kind="stable")


def _summaries(rows: pd.DataFrame, policy: str) -> pd.DataFrame:
    """The rows of :func:`kit.comparison.summary` as lines of the chart; none where every statement stands for itself."""
    rows = rows[rows["policy"].ne("show_all") & rows["measure"].ne(REST)]
    one = rows["low"].eq(rows["high"]).fillna(False)
    # What no number could be given for says why, up to the details.
    text = rows["in_words"].fillna(rows["how"].str.split(r"[;(]", regex=True).str[0].str.strip())
    return rows.assign(
        text=text, name=f"Summary: {plain(policy)}", speaker="summary", kind=rows["counted"], qualifier=pd.NA, superseded_by=pd.NA, centre=float("nan"),
        low_read=float("nan"), high_read=float("nan"), value=rows["low"].where(one), low=rows["low"].mask(one), high=rows["high"].mask(one),
    )  # fmt: skip


def _with_summaries(rows: pd.DataFrame, summaries: pd.DataFrame, most: int) -> pd.DataFrame:
    """The lines of a panel and below them the summaries of what it counts."""
    here = summaries[summaries["measure"].eq(rows["measure"].iloc[0]) & summaries["counted"].eq(rows["counted"].iloc[0])].head(most)
    return pd.concat([rows, here[[name for name in here if name in rows]]], ignore_index=True) if len(here) else rows


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """The lines with the labels that stand beside them and the height at which they stand."""
    one_group = rows["group"].nunique(dropna=False) == 1 or rows["measure"].iloc[0] == REST
    words = rows["text"] if one_group else rows["text"] + " (" + rows["group"].fillna("no group named") + ")"
    words += (", " + rows["period"]).fillna("") + rows["superseded_by"].notna().map({True: ", since replaced", False: ""})
    again = rows["speaker"].eq(rows["speaker"].shift()).fillna(False)
    rows = rows.assign(words=[label(text, 30) for text in words], kind=[label(kind, 44) for kind in rows["kind"]], again=again,
                       who=["" if same else label(name, 34) for name, same in zip(rows["name"], again)])
    middles, edges = stack(list(zip(rows["words"], rows["kind"] if rows["measure"].iloc[0] == REST else rows["words"], rows["who"])))
    return rows.assign(at=middles, top=edges[:-1], bottom=edges[1:])


def _panel(axis: Axes, rows: pd.DataFrame) -> None:
    measure, counted = rows["measure"].iloc[0], rows["counted"].iloc[0]
    rest = measure == REST
    group = rows["group"].iloc[0] if rows["group"].nunique(dropna=False) == 1 else None
    title = f"Other counts, listed and not compared: {UNKNOWN}" if rest else thing(measure, group, counted)
    axis.set_title(label(capital(title), 100, most=2), x=-LEFT / PLOT + 0.15 / PLOT, ha="left", fontsize=10, fontweight="bold", pad=8)
    if rest:
        axis.xaxis.set_visible(False)
        axis.spines["bottom"].set_visible(False)
    else:
        number_scale(axis, rows)
    axis.set_ylim(rows["bottom"].iloc[-1], 0)
    for row in rows.itertuples():
        summary = row.speaker == "summary"
        if summary:
            axis.axhspan(row.top, row.bottom, color=GROUND, linewidth=0, xmin=-LEFT / PLOT, xmax=1.78, clip_on=False, zorder=0)
        elif not row.again:
            axis.axhline(row.top, color="#dddddd", linewidth=0.8, xmin=-LEFT / PLOT, xmax=1.78, clip_on=False, gid="rule")
        if rest:
            axis.text(0.02, row.at, row.kind, transform=axis.get_yaxis_transform(), va="center", gid="counted")
        elif summary:
            _mark_summary(axis, row)
        else:
            mark(axis, row.at, row)
        axis.text(1.03, row.at, row.words, transform=axis.get_yaxis_transform(), va="center", gid="wording", weight="bold" if summary else "normal")
        axis.text(1.78, row.at, so_many(row.articles, "article"), transform=axis.get_yaxis_transform(), va="center", ha="right", color="#444444", fontsize=8, gid="articles")
    axis.set_yticks(rows["at"].tolist(), rows["who"].tolist())
    axis.set_gid(f"{measure}|{counted}")


def _mark_summary(axis: Axes, row) -> None:
    """A square at each end that is closed, a bar between two, an arrow where an end is open."""
    ends = [float(number) for number in (row.value, row.low, row.high) if not pd.isna(number)]
    axis.plot(ends, [row.at] * len(ends), color=BLACK, linewidth=2, marker="s", markersize=7, gid="summary", zorder=3, clip_on=False)
    if pd.isna(row.value) and len(ends) == 1:
        axis.annotate("", xy=(ends[0], row.at), xytext=(ARROW if pd.isna(row.high) else -ARROW, 0), textcoords="offset points", annotation_clip=False, gid="open",
                      arrowprops={"arrowstyle": "<|-", "color": BLACK, "linewidth": 2, "shrinkA": 0, "shrinkB": 0})


def _read_back(axis: Axes) -> pd.DataFrame:
    names = [one_line(tick.get_text()) for tick in axis.get_yticklabels()]
    measure, counted = axis.get_gid().split("|", 1)
    rows = [{"measure": measure, "counted": counted, "source": name} for name in names]
    for at in range(1, len(rows)):
        rows[at]["source"] = rows[at]["source"] or rows[at - 1]["source"]
    qualifiers = shapes()
    for text in axis.texts:
        row = rows[row_at(axis, text.xy[1] if text.get_gid() == "open" else text.get_position()[1])]
        if text.get_gid() == "open":
            row["open"] = "above" if text.get_position()[0] > 0 else "below"
        elif text.get_gid() == "articles":
            row["articles"] = int(text.get_text().split()[0].replace(",", ""))
        else:
            row[text.get_gid()] = one_line(text.get_text())
    for line in axis.lines:
        gid, numbers = line.get_gid(), line.get_xdata()
        if gid == "rule" or not len(numbers):
            continue
        row = rows[row_at(axis, line.get_ydata()[0])]
        if gid == "summary":
            end = "value" if "open" not in row else "high" if row["open"] == "below" else "low"
            row |= ({end: numbers[0]} if len(numbers) == 1 else {"low": numbers[0], "high": numbers[-1]}) | {"bar": gid}
            continue
        if gid in ("stated", "convention"):
            row |= {"low": numbers[0], "high": numbers[-1], "bar": gid}
            continue
        row["qualifier"] = qualifiers[line.get_marker(), line.get_fillstyle()]
        if gid == "value":
            row["value"] = numbers[0]
        elif "bar" not in row:
            row["high" if row.get("open") == "below" else "low"] = numbers[0]
    columns = {"measure": "string", "counted": "string", "source": "string", "wording": "string", "qualifier": "string", "value": "Int64", "low": "Float64", "high": "Float64",
               "bar": "string", "open": "string", "articles": "Int64"}
    table = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows]).astype(columns)
    return table.assign(low=table["low"].round().astype("Int64"), high=table["high"].round().astype("Int64"))


def _alt(kind: str, title: str, values: pd.DataFrame, most: int = 25) -> str:
    words = [f"{plain(row.measure)}: {row.source}, {row.wording} ({so_many(row.articles, 'article')})" for row in values.head(most).itertuples()]
    rest = f"; and {len(values) - most} more" if len(values) > most else ""
    return f"{kind}. {title}. " + "; ".join(words) + rest + "."
