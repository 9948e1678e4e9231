"""Pages as they are copied from the web: '|' marks the lines that must stay, '~' those that must be set apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.articles import furniture
from kit.articles.furniture import set_apart

PAGES = {
    "broadcaster": """
~ Skip to content
~ Home
~ News
~ World
| Landslide buries market town after week of rain
~ Published 3 hours ago
~ Share
~ Save
~ By Anna Weber
| At least 14 people have been killed after a hillside gave way above the town of Oberau, officials say.
| Rescuers are still looking for about 30 people who were in the market hall.
| "We heard a roar and ran," said one stallholder, who did not give her name.
| 'No warning'
| The regional government said it had received no warning from the weather service.
~ Related topics
~ Extreme weather
~ Oberau
~ More on this story
~ Village evacuated as river bursts its banks
~ Published 2 days ago
~ What makes a hillside slide?
~ Top stories
~ Parliament votes on new pension rules
~ Three held after museum theft
""",
    "agency": """
| Ferry with 212 aboard runs aground off Sandholm
~ By THE STAFF
~ Updated 6:12 PM UTC, March 3, 2021
| SANDHOLM (Agency) — A passenger ferry ran aground early Wednesday, injuring more than 20 people, the coast guard said.
| Here is what we know:
| • 212 people were on board
| • Two crew members are missing
| • The cause is unclear
| The operator, Nordline, said the ship had been inspected in January.
| ___
| Local reporters described long lines at the hospital.
~ ___
~ Copyright 2021 The Agency. All rights reserved. This material may not be published, broadcast, rewritten or redistributed without permission.
""",
    "portal": """
| Protesters block bridge in Marsk, dozens detained
~ Advertisement
| Dozens of protesters were detained in Marsk on Saturday, the interior ministry said.
~ Read also: Fuel prices rise for the third week
| Organisers put the number of detained at over 200.
~ SEE ALL OUR REPORTS ON THIS
~ Why the bridge matters to both sides
| Police denied that anyone had been beaten. “All were treated lawfully,”a spokesman said.
~ Photo: A. Lind
~ Like
~ Wow
~ Sad
~ Angry
~ 12 Comments
~ Leave a Reply
~ Your email address will not be published. Required fields are marked *
~ Save my name, email, and website in this browser for the next time I comment.
~ You may also like
~ Minister: no plans to widen the ring road
~ We use cookies to give you the best experience. By clicking “Accept” you consent to our use of cookies.
~ Accept
~ Reject all
""",
    "blog": """
~ Menu
~ Search
~ Subscribe
| Quake shakes island, hundreds sleep outdoors
~ Posted on May 4, 2019 by admin
~ Leave a comment
| Hundreds of islanders spent the night outdoors after a magnitude 5.6 earthquake, the civil protection agency said on Saturday.
| Hundreds of islanders spent the night outdoors after two aftershocks, the mayor said.
| Damage by village:
| Porto: 12 houses
| Alta: 7 houses
| Serra: none
| “Nobody was hurt, thank God,” the mayor added.
~ Share this:
~ Twitter
~ Facebook
~ Like this:
~ Like Loading...
~ Filed under: Islands, Nature
~ ← Older posts
""",
    "teaser twice": """
| Mill fire: the toll rises
~ Nine workers have died in a fire at a paper mill in Varn and the owner has been…
| Nine workers have died in a fire at a paper mill in Varn and the owner has been questioned, prosecutors said on Monday.
| Unions say that eleven are dead.
~ Nine workers have died in a fire at a paper mill in Varn, and the owner has been questioned, prosecutors said on Monday.
~ MILL FIRE: THE TOLL RISES
~ Sign up for our newsletter to get the latest news in your inbox.
""",
    "nothing but prose": """
| Ten dead
| Two missing
| Forty hurt
| Police said on Tuesday that the search would go on.
| He said:
| “We will not stop.”
| How many are still inside?
| Nobody knows.
| The company's privacy policy and its use of cookies were not at issue, the court said.
| “Subscribe to our newsletter and follow us,” the group wrote to its followers before the march.
| Follow-up checks are due in the week of May 3, and the mayor may share more then
""",
    "no prose at all": """
| Storm warning for the coast
| Schools closed on Thursday
| Trains suspended
""",
    "cut off": """
| Hostages freed after two days
| All nine hostages were freed on Sunday, according to the army.
| A tenth man, who had been counted among the hostages by his family and by two of the papers, turned out to have been abroad since the week before the attack, as
""",
    "quotation at the end": """
| Strike at the docks
| The union says that 4,000 people are out.
| The port authority calls that figure “pure fantasy”
| Who is right?
""",
    "credits": """
| Two climbers found alive
| Two climbers were found alive on Friday, the mountain rescue service said.
~ (Reporting by A. Lind in Marsk; editing by B. Holm)
~ B. Holm contributed to this report.
~ desk@example.org
~ https://example.org/climbers
~ © 2020 Example Media
""",
}


def _marked(page):
    lines = [line for line in page.split("\n") if line]
    return [line[2:] for line in lines], [line[2:] for line in lines if line[0] == "|"], [line[2:] for line in lines if line[0] == "~"]


@pytest.mark.parametrize("name", PAGES)
def test_furniture_is_set_apart_and_prose_stays(name):
    page, stays, goes = _marked(PAGES[name])
    parted = set_apart(page)
    assert parted.lines == stays
    assert parted.furniture == goes


LINES = st.sampled_from(sorted({line for page in PAGES.values() for line in _marked(page)[0]}))


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_nothing_is_lost_and_a_second_time_changes_nothing(page):
    parted = set_apart(page)
    assert sorted([*parted.lines, *parted.furniture]) == sorted(page)
    assert set_apart(parted.lines) == (parted.lines, [])


def test_order_of_the_page_is_kept():
    page = ["Share", "Six hurt in storm", "By Anna Weber", "Six people were hurt, the town said.", "Tweet", "Print"]
    assert set_apart(page).furniture == ["Share", "By Anna Weber", "Tweet", "Print"]


@pytest.mark.parametrize("glued, stays, goes", [
    ("He will be buried on Friday .Ten Things To Know About The Storm", "He will be buried on Friday .", "Ten Things To Know About The Storm"),
    ("Six people were hurt, the town said.Read also: Roof falls on bus", "Six people were hurt, the town said.", "Read also: Roof falls on bus"),
    ("The town said that six were hurt.Share", "The town said that six were hurt.", "Share"),
    ("The town said that six were hurt.🍪", "The town said that six were hurt.", "🍪"),
    ("The town said that six were hurt.’—", "The town said that six were hurt.’", "—"),
])
def test_a_title_that_hangs_on_the_last_sentence_is_cut_off(glued, stays, goes):
    assert set_apart(["Six hurt in storm", glued]) == (["Six hurt in storm", stays], [goes])


@pytest.mark.parametrize("line", [
    "The town said that six were hurt.The hospital speaks of nine people.",
    "He was “hurt badly.”Officials confirmed this",
    "Six people of the U.S.Army were hurt, a spokesman for example.org said.",
    "The town paid $1.5 million for it, and 2.Bundesliga matches went ahead.",
])
def test_missing_spaces_in_prose_cut_nothing(line):
    assert set_apart(["Six hurt in storm", line]) == (["Six hurt in storm", line], [])


def test_another_wording_or_figure_is_no_copy():
    page = [
        "Nearly 300 people were evacuated from the valley, the town said.",
        "Over 300 people were evacuated from the valley, the town said.",
        "Nearly 3,000 people were evacuated from the valley, the town said.",
        "Some 1.5 million people live there, the town said.",
        "Some 15 million people live there, the town said.",
    ]
    assert set_apart(page).lines == page


def test_a_copy_may_differ_in_quotation_marks_case_and_spaces():
    first, copy = "Town’s “Old Mill” burns down", "TOWN'S \"OLD MILL\"  BURNS DOWN"
    assert set_apart([first, "The mill burned down on Monday, the town said.", copy]).furniture == [copy]


def test_a_hostile_page_takes_no_time():
    page = ["The town said that six were hurt" + " .Share" * 20_000, *["Read more", "Roof falls"] * 20_000]
    assert set_apart(page).lines[0].startswith("The town said")


def test_a_paragraph_of_megabytes_is_taken_to_words_once(monkeypatch):
    taken, real = [], furniture._words
    monkeypatch.setattr(furniture, "_words", lambda text: taken.append(len(text)) or real(text))
    text = "Note: the river rose by night, the warden said.The quay was under water. " * 5_000
    assert set_apart([text]).lines == [text]
    assert sum(taken) < 1.5 * len(text)


def test_a_teaser_goes_where_the_whole_stands_and_only_there():
    whole = "The council of the valley voted on the new plan for the bridge over the wide river on Monday, the town said."
    teaser, other = whole[:64] + "…", whole[:64].replace("plan", "road") + "…"
    assert set_apart([whole, teaser, other, "The vote was open, the town said."]).furniture == [teaser]
