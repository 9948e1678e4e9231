"""Charts: each a picture together with the values that were drawn.

A chart shows as PNG in a notebook and as a table of its values in plain text; the values are read back from the drawn
artists, so that a test of the text is a test of the picture. Text from articles is drawn as it stands, never interpreted.
"""

from kit.charts.chart import Chart
from kit.charts.intervals import figures_by_source
from kit.charts.measures import measures_by_source
from kit.charts.network import network
from kit.charts.slopes import drift
from kit.charts.timeline import timeline

__all__ = ["Chart", "drift", "figures_by_source", "measures_by_source", "network", "timeline"]
