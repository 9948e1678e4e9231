"""The network: who relies on whom, from the outlets on the left to the origins on the right."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from kit.charts.chart import (
    INK,
    ROW,
    Chart,
    apart,
    basis,
    canvas,
    house_style,
    label,
    nothing,
    one_line,
    shares,
)
from kit.comparison import reliance
from kit.comparison.extent import OWN, articles_in, whose
from kit.comparison.readings import kept
from kit.comparison.reliance import LAYERS, RELATIONS, Reliance
from kit.comparison.speakers import NOBODY
from kit.comparison.words import so_many

#: Outlets, relays, sources and origins in one chart at most, all together.
NODES = 40
#: How each relation is drawn: ink and line.
_LINES = {"reports": ("#8296ab", "solid"), "relays": (INK, "solid"), "relies on": (INK, (0, (4, 2))), "origin": ("#555555", (0, (1, 1.2)))}
_SHOWN = {"origin": "belongs to"}
_HEADS = {"outlet": "Outlets", "relay": "Pass on what others say", "source": "Sources", "origin": "They belong to"}
#: Points: the width of the line of one claim and of the most claims.
_THIN, _THICK = 0.8, 5.5
#: Inches: the width of the whole, of a box at most, of the gap between columns at least; the height of a line of a name, what a box adds,
#: and between boxes.
_WIDE, _BOX, _GAP, _LINE, _PAD, _BETWEEN = 9.7, 2.3, 0.75, 0.14, 0.12, 0.12
#: Inches between the relays and the columns below them, for the heads of these.
_HEAD = 0.35


class _Box(NamedTuple):
    """Where a node is drawn, in inches from the top left corner: its edges, its middle and its height.

    One without a *name* is a gap that arrows to an origin go through.
    """

    left: float
    right: float
    y: float
    tall: float
    name: str | None


def network(claims: pd.DataFrame, *, sources: pd.DataFrame | None = None, articles: pd.DataFrame | None = None, most: int = NODES) -> Chart:
    """Draws who relies on whom: :func:`kit.comparison.reliance` as boxes in columns, with arrows from who reports to whom it is taken from.

    The wider an arrow, the more claims; its kind of line says how the one relies on the other. The number in a box counts the claims that go
    through it. What the articles say in their own voice has no arrow.

    Args:
        claims, sources, articles: As in :func:`kit.comparison.reliance`; filter the claims to ask about some only.
        most: Names at most, those with the most claims; the footnote says how many were left out.

    Returns:
        A :class:`Chart`; ``values`` has one row for each arrow: ``from``, ``relation`` ("reports", "relays", "relies on", "origin"), ``to``,
        ``claims``, ``articles`` (counts).
    """
    told = kept(claims)
    found = reliance(told, sources, articles)
    if found.edges.empty:
        return nothing("No claim that anybody is named for")
    nodes = _nodes(found)
    chosen = _chosen(nodes, found.edges, most)
    edges = found.edges[found.edges["from_id"].isin(chosen.index) & found.edges["to_id"].isin(chosen.index)]
    title = f"Who relies on whom: {so_many(int(whose(told).ne(OWN).sum()), 'attributed claim')} in {so_many(articles_in(told), 'article')}"
    footnote = _footnote(told, len(nodes) - len(chosen), len(found.edges) - len(edges), articles)
    boxes, gaps, top, size = _laid_out(chosen, edges)
    many = int(edges["claims"].max())
    keys = [
        Line2D([], [], color=_LINES[name][0], linestyle=_LINES[name][1], linewidth=1.6, label=f" {_SHOWN.get(name, name)}")
        for name in RELATIONS
        if edges["relation"].eq(name).any()
    ]
    widths = [
        Line2D([], [], color=INK, linewidth=width, label=f"   {so_many(number, 'claim')}")
        for number, width in {1: _THIN, many: _width(many, many)}.items()
    ]
    with house_style():
        figure, (axis,), _ = canvas([size / ROW], title, footnote, legend=keys + widths, below=[0.1], left=0.15, plot=_WIDE)
        axis.set(xlim=(0, _WIDE), ylim=(size, 0), xticks=[], yticks=[])
        axis.spines["bottom"].set_visible(False)
        axis.set_gid(f"claims|{many}")
        _heads(axis, chosen, boxes, top)
        numbers = {node: at for at, node in enumerate(boxes)}
        for node, box in boxes.items():
            _draw_box(axis, numbers[node], box, node in NOBODY, chosen.loc[node])
        ports, turns = _ports(edges, boxes, gaps), _turns(edges, boxes)
        for row in edges.sort_values("claims", ascending=False, kind="stable").itertuples():
            _draw_edge(
                axis,
                row,
                _route(row, boxes, gaps, ports, turns),
                _width(row.claims, many),
                f"{row.relation}|{numbers[row.from_id]}|{numbers[row.to_id]}|{row.articles}",
            )
    values = _read_back(axis)
    words = [f"{row['from']} {_SHOWN.get(row['relation'], row['relation'])} {row['to']} ({so_many(row['claims'], 'claim')})" for row in values.head(40).to_dict("records")]
    rest = f"; and {len(values) - 40} more" if len(values) > 40 else ""
    return Chart(figure, values, title, footnote, f"Network. {title}. " + "; ".join(words) + rest + ".")


def _nodes(found: Reliance) -> pd.DataFrame:
    """Name, layer, claims and the origin of everybody in the network."""
    table = pd.DataFrame.from_dict(dict(found.graph.nodes(data=True)), orient="index")
    ends = found.edges[found.edges["relation"].eq("origin")].drop_duplicates("from_id")
    ends = dict(zip(ends["from_id"].tolist(), ends["to_id"].tolist()))
    return table.assign(family=[ends.get(node, node) for node in table.index])


def _chosen(nodes: pd.DataFrame, edges: pd.DataFrame, most: int) -> pd.DataFrame:
    """The boxes to draw: of each layer its share of *most*, what a small layer leaves over going to the larger; of these, what an arrow reaches."""
    columns = [nodes[nodes["layer"].eq(layer)].sort_index().sort_values("claims", ascending=False, kind="stable") for layer in LAYERS]
    chosen = pd.concat([column.head(share) for column, share in zip(columns, shares([len(column) for column in columns], most))])
    reached = edges[edges["from_id"].isin(chosen.index) & edges["to_id"].isin(chosen.index)]
    return chosen[chosen.index.isin(reached["from_id"]) | chosen.index.isin(reached["to_id"])]


def _footnote(claims: pd.DataFrame, nodes: int, edges: int, articles: pd.DataFrame | None) -> str:
    own = int((claims["source_id"].eq("article").fillna(False) & claims["via_id"].isna()).sum())
    words = [
        "An arrow leads from who reports to whom it is taken from; the wider, the more claims. The number in a box: the claims that go through it."
    ]
    every = int(whose(claims).eq(OWN).sum())
    if own:
        some, others = (f"{own:,} of the ", "; the others credit somebody") if own < every else ("", "")
        words.append(f"Without an arrow: {some}{so_many(every, 'claim')} in the articles' own voice{others}.")
    if edges:
        words.append(f"Not drawn: {so_many(edges, 'less reported arrow')}" + (f" and {so_many(nodes, 'name')}." if nodes else "."))
    table = claims[["article_id"]].assign(outlet=pd.NA if articles is None else claims["article_id"].map(articles["outlet"]))
    return " ".join([*words, basis(table)])


def _width(claims: int, many: int) -> float:
    return _THIN + (_THICK - _THIN) * (claims - 1) / max(many - 1, 1)


def _laid_out(chosen: pd.DataFrame, edges: pd.DataFrame) -> tuple[dict[str, _Box], dict[str, _Box], float, float]:
    """The boxes, the gaps among the sources through which arrows go to an origin, where the relays end, and the height of all.

    Relays stand above the other columns, so that no arrow from an outlet to a source passes behind one, and near the sources of most claims,
    which stand on top.
    """
    layers = [layer for layer in LAYERS if chosen["layer"].eq(layer).any()]
    wide = min(_BOX, (_WIDE - _GAP * (len(layers) - 1)) / len(layers))
    lefts = {layer: at * (_WIDE - wide) / max(len(layers) - 1, 1) for at, layer in enumerate(layers)}
    if layers[:2] == ["outlet", "relay"]:  # few arrows lead to the relays, many from them
        lefts["relay"] = wide + 0.3 * (lefts[layers[2]] - 2 * wide if len(layers) > 2 else _WIDE - 2 * wide)
    names = {node: label(name, int((wide - 0.5) / 0.062), most=3) for node, name in chosen["name"].items()}
    tall = {node: _LINE * (name.count("\n") + 1) + _PAD for node, name in names.items()}
    of = {layer: chosen.index[chosen["layer"].eq(layer)].tolist() for layer in LAYERS}
    direct = set(edges.loc[edges["from_id"].isin([*of["outlet"], *of["relay"]]), "to_id"]) & set(of["origin"])
    sources = _families(chosen, of["source"], direct)
    heights = {
        "outlet": [tall[node] for node in of["outlet"]],
        "origin": [tall[node] for node in of["origin"]],
        "source": [tall[node] if layer == "source" else 0.0 for node, layer in sources],
    }
    main = max(sum(found) + _BETWEEN * len(found) for found in heights.values())
    places = dict(zip(sources, _spread(heights["source"], main)))
    at = {node: y for (node, _), y in places.items()}
    if not sources:
        at = dict(zip(of["origin"], _spread(heights["origin"], main)))
    pull = _pull(edges, "from_id", "to_id", at)
    of["outlet"].sort(key=lambda node: (pull.get(node, main), node))
    at |= dict(zip(of["outlet"], _spread([tall[node] for node in of["outlet"]], main)))
    pull = {node: at[node] for node in of["origin"] if node in at} | _pull(
        edges[edges["relation"].ne("reports")], "to_id", "from_id", {node: y for node, y in at.items() if node in of["source"]}
    )
    of["origin"].sort(key=lambda node: (pull.get(node, main), node))
    wanted = np.array([-pull.get(node, main) for node in of["origin"]])
    ends = apart(wanted, np.array([tall[node] + _BETWEEN for node in of["origin"]]), 0.0, -main)
    relays = np.cumsum([tall[node] + _BETWEEN for node in of["relay"]])
    top = float(relays[-1]) + _HEAD if len(relays) else 0.0
    heights = {
        "outlet": {node: top + at[node] for node in of["outlet"]},
        "relay": {node: float(end) - (tall[node] + _BETWEEN) / 2 for node, end in zip(of["relay"], relays)},
        "source": {node: top + at[node] for node in of["source"]},
        "origin": {node: top - float(below) for node, below in zip(of["origin"], ends)},
    }
    boxes = {
        node: _Box(lefts[layer], lefts[layer] + wide, y, tall[node], names[node]) for layer, column in heights.items() for node, y in column.items()
    }
    gaps = {node: _Box(lefts["source"], lefts["source"] + wide, top + places[node, layer], 0.0, None) for node, layer in sources if layer == "origin"}
    return boxes, gaps, top, top + main


def _families(chosen: pd.DataFrame, sources: list[str], direct: set[str]) -> list[tuple[str, str]]:
    """The column of sources, those of one origin together, with a place for arrows that go straight to an origin; nobody in particular last."""
    if not sources:
        return []
    rows = chosen.loc[[*sources, *sorted(direct)]]
    weight = rows.groupby("family")["claims"].transform("sum")
    rows = rows.assign(weight=weight, nobody=rows.index.isin(NOBODY), node=rows.index)
    rows = rows.sort_values(
        ["nobody", "weight", "family", "layer", "claims", "node"], ascending=[True, False, True, True, False, True], kind="stable"
    )
    return list(zip(rows["node"], rows["layer"]))


def _spread(heights: list[float], room: float) -> list[float]:
    """The middles of boxes from above, with the room that is left over shared out between them."""
    between = (room - sum(heights)) / max(len(heights), 1)
    tops = np.cumsum([0.0, *heights])[:-1] + between * (np.arange(len(heights)) + 0.5)
    return [float(top + height / 2) for top, height in zip(tops, heights)]


def _pull(edges: pd.DataFrame, end: str, other: str, at: dict[str, float]) -> dict[str, float]:
    """For each node at one end of the arrows how high those at the other end stand, the more claims the more weight."""
    rows = edges[edges[other].isin(at)]
    weights = rows["claims"].astype(float)
    heights = rows[other].map(at).astype(float) * weights
    return (heights.groupby(rows[end]).sum() / weights.groupby(rows[end]).sum()).to_dict()


def _heads(axis: Axes, chosen: pd.DataFrame, boxes: dict[str, _Box], below: float) -> None:
    """What each column is, the relays' on top and the others' at *below*."""
    for layer, words in _HEADS.items():
        column = [node for node in boxes if chosen.at[node, "layer"] == layer]
        if column:
            axis.text(
                boxes[column[0]].left,
                0.0 if layer == "relay" else below,
                words,
                fontsize=8,
                fontweight="bold",
                color="#444444",
                va="bottom",
                gid="head",
            )


def _draw_box(axis: Axes, at: int, box: _Box, nobody: bool, node: pd.Series) -> None:
    axis.add_patch(
        FancyBboxPatch(
            (box.left, box.y - box.tall / 2),
            box.right - box.left,
            box.tall,
            boxstyle="round,pad=0,rounding_size=0.05",
            facecolor="#dfe9f3" if node["layer"] == "origin" else "white",
            edgecolor=INK,
            linewidth=1.6 if node["layer"] == "relay" else 0.9,
            linestyle="dashed" if nobody else "solid",
            zorder=3,
            clip_on=False,
            gid="box",
        )
    )
    axis.text(box.left + 0.08, box.y, box.name, fontsize=8, va="center", linespacing=1.0, zorder=4, gid=f"name|{at}")
    axis.text(
        box.right - 0.08,
        box.y,
        f"{node['claims']:,}",
        fontsize=8,
        va="center",
        ha="right",
        fontweight="bold",
        color="#444444",
        zorder=4,
        gid="claims",
    )


def _ports(edges: pd.DataFrame, boxes: dict[str, _Box], gaps: dict[str, _Box]) -> dict[tuple[int, str], float]:
    """The height at which each arrow leaves its box and reaches the other: side by side, in the order of where they lead and come from."""
    found: dict[tuple[int, str], float] = {}
    through = {row.Index: gap.y for row in edges.itertuples() if (gap := _gap(row, boxes, gaps))}
    for end, other in (("from_id", "to_id"), ("to_id", "from_id")):
        for node, rows in edges.groupby(end, sort=True):
            order = sorted((through.get(at, boxes[name].y), boxes[name].y, at) for at, name in rows[other].items())
            box = boxes[node]
            room = box.tall - 0.12
            for nr, (_, _, at) in enumerate(order):
                found[at, end] = box.y + (room * (nr / (len(order) - 1) - 0.5) if len(order) > 1 else 0.0)
    return found


def _gap(row, boxes: dict[str, _Box], gaps: dict[str, _Box]) -> _Box | None:
    """The gap that an arrow goes through, where it skips the column of sources."""
    gap = gaps.get(row.to_id)
    return gap if gap and boxes[row.from_id].right < gap.left else None


def _turns(edges: pd.DataFrame, boxes: dict[str, _Box]) -> dict[int, float]:
    """Where between two near columns an arrow turns, as a share of the way.

    Of arrows that part the farthest turns first, of those that meet the farthest turns last, so that few cross.
    """
    found: dict[int, float] = {}
    near = edges[[0 < boxes[end].left - boxes[start].right < 1.5 * _GAP for start, end in zip(edges["from_id"], edges["to_id"])]]
    far = pd.Series([abs(boxes[start].y - boxes[end].y) for start, end in zip(near["from_id"], near["to_id"])], index=near.index, dtype=float)
    meets = near["relation"].isin(["origin", "relies on"])
    for rows, sign in [(far[~meets], -1), *((far[group.index], 1) for _, group in near[meets].groupby("to_id", sort=True))]:
        share = rows.rank(method="first").sub(1) / max(len(rows) - 1, 1)
        found |= (0.5 + sign * 0.7 * (share - 0.5)).to_dict()
    return found


def _route(row, boxes: dict[str, _Box], gaps: dict[str, _Box], ports: dict[tuple[int, str], float], turns: dict[int, float]) -> Path:
    """The way of an arrow: level out of one box and into the other, through the gap among the sources where it skips their column."""
    start, end = boxes[row.from_id], boxes[row.to_id]
    y0, y1 = ports[row.Index, "from_id"], ports[row.Index, "to_id"]
    if start.left == end.left:
        return _curve([(start.right, y0), (start.right + 0.5, y0), (end.right + 0.5, y1), (end.right, y1)])
    if start.left > end.left:
        return _curve([(start.left, y0), (start.left - 0.4, y0), (end.right + 0.4, y1), (end.right, y1)])
    gap = _gap(row, boxes, gaps)
    if gap is None:
        return _bend(start.right, y0, end.left, y1, turns.get(row.Index, 0.5))
    first, last = _bend(start.right, y0, gap.left, gap.y), _bend(gap.right, gap.y, end.left, y1)
    return Path(np.vstack([first.vertices, last.vertices]), [*first.codes, Path.LINETO, *last.codes[1:]])


def _bend(x0: float, y0: float, x1: float, y1: float, turn: float = 0.5) -> Path:
    across = x0 + turn * (x1 - x0)
    return _curve([(x0, y0), (across, y0), (across, y1), (x1, y1)])


def _curve(points: list[tuple[float, float]]) -> Path:
    return Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])


def _draw_edge(axis: Axes, row, path: Path, width: float, gid: str) -> None:
    """The line, whose width says how many claims, and a head that points level at the box: every way ends level."""
    ink, line = _LINES[row.relation]
    order = 1 if row.relation == "reports" else 2
    (x, y), side = path.vertices[-1], np.sign(path.vertices[-1][0] - path.vertices[-2][0])
    long, broad = 0.06 + width / 100, 0.028 + width / 110
    vertices = path.vertices.copy()
    vertices[-1] = (x - side * long, y)
    axis.add_patch(
        PathPatch(
            Path(vertices, path.codes),
            facecolor="none",
            edgecolor=ink,
            linewidth=width,
            linestyle=line,
            capstyle="butt",
            zorder=order,
            clip_on=False,
            gid=gid,
        )
    )
    axis.add_patch(
        Polygon(
            [(x, y), (x - side * long, y - broad), (x - side * long, y + broad)], facecolor=ink, linewidth=0, zorder=order, clip_on=False, gid="head"
        )
    )


def _read_back(axis: Axes) -> pd.DataFrame:
    names = {text.get_gid().split("|")[1]: one_line(text.get_text()) for text in axis.texts if text.get_gid().startswith("name|")}
    many = int(axis.get_gid().split("|")[1])
    rows = []
    for patch in axis.patches:
        if patch.get_gid() in ("box", "head"):
            continue
        relation, start, end, articles = patch.get_gid().split("|")
        claims = 1 + (patch.get_linewidth() - _THIN) / (_THICK - _THIN) * max(many - 1, 1)
        rows.append({"from": names[start], "relation": relation, "to": names[end], "claims": round(claims), "articles": int(articles)})
    columns = {"from": "string", "relation": "string", "to": "string", "claims": "Int64", "articles": "Int64"}
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns).assign(order=[RELATIONS.index(row["relation"]) for row in rows])
    return table.sort_values(["order", "claims", "from", "to"], ascending=[True, False, True, True], kind="stable", ignore_index=True).drop(
        columns="order"
    )
