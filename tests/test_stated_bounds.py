"""Whatever number is stated with whatever bound, in whatever sentence: the bounds come back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.language import pipeline
from kit.language.figures import counts
from kit.language.quantities.numbers import table

#: Sentence -> its measure. {n} is the number with its bound, {p} people in the plural.
FRAMES = {
    "The landslide killed {n} {p}.": "killed",
    "Officials said {n} {p} were killed in the flood.": "killed",
    "According to the mayor, {n} {p} have died since Tuesday.": "killed",
    "A fire in the harbour left {n} {p} dead.": "killed",
    "The explosion claimed the lives of {n} {p}.": "killed",
    "The ministry confirmed the deaths of {n} {p}.": "killed",
    "It is feared that {n} {p} have drowned.": "killed",
    "Doctors said {n} {p} were injured.": "injured",
    "The storm injured {n} {p} on Monday.": "injured",
    "When the stand fell, {n} {p} were hurt.": "injured",
    "A hospital treated {n} wounded {p}.": "injured",
    "In the clashes {n} {p} were killed or wounded.": "killed_or_injured",
    "“We count {n} missing {p},” she said.": "missing",
    "After the quake, {n} {p} are unaccounted for.": "missing",
    "Police arrested {n} {p} on Friday.": "detained",
    "By noon {n} {p} had been detained, the lawyers said.": "detained",
    "The court ordered the arrest of {n} {p}.": "detained",
    "Gunmen abducted {n} {p} from a bus.": "captured",
    "The rebels say that they captured {n} {p}.": "captured",
    "The fighting has displaced {n} {p}.": "displaced",
    "The river forced {n} {p} from their homes.": "displaced",
    "The agency reported that {n} {p} had fled.": "displaced",
    "Buses evacuated {n} {p} overnight.": "evacuated",
    "The evacuation of {n} {p} has begun.": "evacuated",
    "Divers rescued {n} {p} from the wreck.": "rescued",
    "Up on the roof, {n} {p} were rescued by helicopter.": "rescued",
    "The square was full: {n} {p} had come.": "other",
    "A spokesman put it differently: {n} {p} lost their lives.": "killed",
    "The blast, which wounded {n} {p}, shook the town.": "injured",
    "Since the dam burst, {n} {p} have been living in schools.": "other",
}
PEOPLE = ("villagers", "passengers", "nurses", "students", "children", "miners", "residents")
#: Bounds on measures and prices, which nobody puts on people; and signs and words that need a sentence of their own.
_OF_THINGS = {
    "higher than", "longer than", "older than", "lower than", "shorter than", "younger than", "as high as", "as low as", "as long as", "as far as",
    "no higher than", "no longer than", "no lower than", "starting at", "starting from", "sub-", "maximum", "max", "minimum", "estimated at", "estimated to be",
    "as little as", "as much as", "no greater than", "bigger than", "larger than", "greater than", "smaller than", "under", "below", "above",
    # verbs, whose sentence is another: "the toll topped 40"
    *"exceed exceeds exceeded exceeding surpass surpasses surpassed surpassing topped topping nearing approaches approached approaching".split(),
}
_NEEDS_A_VERB = ("past", "equal")
BEFORE = sorted(
    (row["phrase"], row["qualifier"])
    for row in table("qualifiers.csv")
    if row["position"] == "before" and row["phrase"] not in _OF_THINGS and row["phrase"][0].isalpha() and not set(_NEEDS_A_VERB) & set(row["phrase"].split())
)
AFTER = (("-plus", "over"), ("-odd", "about"), (" or more", "at_least"), (" or so", "about"), (" or fewer", "up_to"))
_WORDS = {"twelve": 12, "sixty-two": 62, "two dozen": 24, "a hundred": 100, "half a million": 500_000, "three hundred and five": 305, "forty thousand": 40_000}
NUMBERS = st.one_of(
    st.integers(2, 1899).map(lambda n: (str(n), n)),
    st.integers(1000, 9_999_999).map(lambda n: (f"{n:,}", n)),
    st.integers(11, 99).map(lambda n: (f"{n / 10} thousand".replace(".0", ""), n * 100)),
    st.sampled_from(sorted(_WORDS.items())),
)


def bounded(number, qualifier):
    low = number if qualifier in {"exact", "over", "at_least"} else None
    high = number if qualifier in {"exact", "nearly", "up_to"} else None
    return number, low, high, qualifier


@st.composite
def stated(draw):
    """A number expression and its value, low, high and qualifier."""
    words, number = draw(NUMBERS)
    kind = draw(st.sampled_from(["exact", "before", "before", "before", "after", "range"]))
    if kind == "before":
        phrase, qualifier = draw(st.sampled_from(BEFORE))
        return f"{phrase} {words}", bounded(number, qualifier)
    if kind == "after" and words.replace(",", "").isdigit():
        phrase, qualifier = draw(st.sampled_from(AFTER))
        return words + phrase, bounded(number, qualifier)
    if kind == "range" and words.replace(",", "").isdigit():
        top = number + draw(st.integers(number // 10 + 1, number + 1))
        return draw(st.sampled_from(["between {} and {}", "{} to {}", "from {} to {}", "{}–{}"])).format(words, f"{top:,}"), (None, number, top, "range")
    return words, bounded(number, "exact")


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


@settings(max_examples=1000, deadline=None)
@given(number=stated(), frame=st.sampled_from(sorted(FRAMES)), people=st.sampled_from(PEOPLE))
def test_stated_bounds_come_back(nlp, number, frame, people):
    words, bounds = number
    text = frame.format(n=words, p=people)
    found = counts.find(nlp(text))
    assert [(f.value, f.low, f.high, f.qualifier) for f in found] == [bounds], text
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_has_its_measure(nlp, frame):
    (figure,) = counts.find(nlp(frame.format(n="40", p="villagers")))
    assert (figure.measure, figure.counted) == (FRAMES[frame], "villagers")
