import pandas as pd
import pytest

from kit.comparison import count_origins, dependent_articles, duplicates

SENTENCES = [
    f"In village {n} the {word} told reporters on Monday that {n + 3} houses had been lost to the water since the dam above it gave way."
    for n, word in enumerate(["mayor", "priest", "teacher", "doctor", "farmer", "miller", "smith", "baker", "driver", "nurse", "clerk", "guard"])
]
TEXT = "\n\n".join(SENTENCES[:10])


def table(**texts):
    facts = {name: value if isinstance(value, dict) else {"text": value} for name, value in texts.items()}
    frame = pd.DataFrame.from_dict(facts, orient="index")
    return frame.assign(published=pd.to_datetime(frame["published"]) if "published" in frame else pd.NaT)


def found(articles, **options):
    return {row.article_id: (row.counted, row.relation) for row in duplicates(articles, **options).itertuples()}


def test_the_same_text_under_two_addresses_is_one():
    articles = table(a={"text": TEXT, "url": "https://a.example", "published": "2024-05-07"}, b={"text": TEXT.replace(",", " –"), "url": "https://b.example", "published": "2024-05-06"})
    assert found(articles) == {"a": ("b", "exact")}


def test_wire_copy_in_ten_outlets_is_one_and_the_rest_is_linked():
    articles = table(wire=TEXT, **{f"o{n}": f"{TEXT}\n\nPrinted by outlet {n}." for n in range(9)}, other=SENTENCES[10] + SENTENCES[11])
    links = found(articles)
    assert len(links) == 9 and {counted for counted, _ in links.values()} == {"o0"} and {relation for _, relation in links.values()} == {"near"}
    assert "other" not in links


def test_a_part_is_contained_in_the_whole():
    row = duplicates(table(part="\n\n".join(SENTENCES[2:5]), whole=TEXT)).iloc[0]
    assert (row.article_id, row.counted, row.relation, row.share) == ("part", "whole", "contained", 1)
    assert 0.25 < row.share_counted < 0.35 and row.why == "100 % of its words stand in whole too, which has more."


def test_a_new_version_is_linked_and_both_stay():
    old, new = "\n\n".join(SENTENCES[:6]), "\n\n".join([*SENTENCES[1:5], *SENTENCES[6:11]])
    assert found(table(old={"text": old, "url": "https://a.example"}, new={"text": new, "url": "https://a.example"})) == {"old": ("new", "version")}
    assert found(table(old={"text": old, "outlet": "A", "title": "Dam"}, new={"text": new, "outlet": "A", "title": "Dam"})) == {"old": ("new", "version")}
    assert found(table(old={"text": old, "title": "Dam"}, new={"text": new, "title": "Dam"})) == {}


def test_two_articles_that_both_hold_a_third_are_not_one():
    articles = table(flash=SENTENCES[0], a="\n\n".join(SENTENCES[:5]), b="\n\n".join([SENTENCES[0], *SENTENCES[5:9]]))
    assert found(articles) == {"flash": ("a", "contained")}


def test_what_only_shares_its_facts_or_nothing_is_no_duplicate():
    assert found(table(a=SENTENCES[0], b="Three houses were lost in village 0, said its mayor on Monday.", c="", d="")) == {}


def test_short_and_alike_texts_are_the_same():
    assert found(table(a="Two dead.", b="TWO DEAD", c="Two hurt.")) == {"b": ("a", "exact")}


def test_every_linked_article_is_linked_to_one_that_is_counted():
    articles = table(a=TEXT, b=TEXT, c="\n\n".join(SENTENCES[:3]), d="\n\n".join(SENTENCES[:3]), e=TEXT + " More.")
    links = found(articles)
    assert set(links) == {"a", "b", "c", "d"} and {counted for counted, _ in links.values()} == {"e"}
    assert found(articles.drop(index=list(links))) == {}


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        duplicates(table(a=TEXT), near=0)


def test_the_same_article_twice_is_one_report_though_it_is_all_quotation():
    text = "“We lost everything that we had in that one night, and nobody came to help us,” the mayor said."
    articles = table(a=text, b=text)
    assert dependent_articles(articles)[["reason", "article_ids"]].values.tolist() == [["one wording", "a|b"]]
    claims = pd.DataFrame({
        "article_id": ["a", "b"], "source_id": "mayor", "source": "mayor", "source_kind": "person", "via": pd.NA, "via_id": pd.NA, "status": "extracted",
        "polarity": "asserted", "parent_id": pd.NA, "start": 0, "end": 10, "text": "x", "cue_class": "says",
    }, index=pd.Index(["a:0-10", "b:0-10"], name="claim_id"))  # fmt: skip
    assert count_origins(claims, articles=articles)[4] == 1
