"""What can be compared, who contradicts whom, how wording drifts, and on how many origins it all rests.

Every function takes the figures and the claims table (rejected rows are left out), and where it helps the registry of sources and the
articles; each returns a DataFrame whose rows carry their evidence, with the convention used in ``attrs["note"]``.
"""

from kit.comparison.chains import OriginCount, count_origins, last_sources, origins
from kit.comparison.copies import copied_passages
from kit.comparison.dependence import dependent_articles
from kit.comparison.duplicates import duplicates
from kit.comparison.extent import Extent, extent
from kit.comparison.grouping import statements
from kit.comparison.near import not_compared
from kit.comparison.pairs import contradictions
from kit.comparison.readings import RATIO, TOLERANCE, interval, note
from kit.comparison.reliance import Reliance, reliance
from kit.comparison.summaries import PolicyWarning, summary
from kit.comparison.sums import totals
from kit.comparison.where import location_conflicts, location_summary, locations
from kit.comparison.wordings import drift
from kit.schema import POLICIES

__all__ = [
    "POLICIES", "RATIO", "TOLERANCE", "Extent", "OriginCount", "PolicyWarning", "Reliance", "contradictions", "copied_passages", "count_origins",
    "dependent_articles", "drift", "duplicates", "extent", "interval", "last_sources", "location_conflicts", "location_summary", "locations",
    "not_compared", "note", "origins", "reliance", "statements", "summary", "totals",
]
