"""A small case for the tests of the findings: three reports on an invented flood, with who is who and where they were published."""

from pathlib import Path

import kit

ARTICLES = {
    "gazette.txt": (
        "\N{WATER WAVE} The river Olm broke its banks on Monday night.\n\n"
        "“Nearly 40 people,” said Mayor Ada Brook, “have been rescued from the roofs of the lower town.”\n\n"
        "The water board denied that the old dam above the lower town had been left open for three days before the storm, as neighbours of "
        "the lock keeper had told the paper in the morning.\n\n"
        "According to the fire service, at least 12 residents of the mill quarter were killed when the first wave came down the valley road, tore "
        "away the timber bridge and carried the market stalls out to the fields behind the railway station."
    ),
    "courier.txt": (
        "Mayor Ada Brook said on Tuesday that over 40 people had been rescued from roofs in the lower town.\n\n"
        "Some 300 households were without power, an official said.\n\n"
        "The fire service reported that 12 residents of the mill quarter were killed."
    ),
    "herald.txt": (
        "About 40 people were rescued, Mayor Ada Brook said. The mayor added that nobody could yet say when the families of the mill quarter would be "
        "allowed to go back to what is left of their homes, their workshops and the small gardens along the towpath.\n\n"
        "The fire service now says that 15 residents were killed."
    ),
}
MANIFEST = (
    "file,outlet,title,author,url,published,licence\n"
    "gazette.txt,Olm Gazette,Water in the streets,,https://gazette.example/flood,2031-05-06,\n"
    "courier.txt,The Courier,After the flood,,,2031-05-07,\n"
    "herald.txt,Herald,The count goes on,,not an address,2031-05-08,\n"
)
SOURCES = (
    "source_id,name,kind,side,parent,aliases,wikidata,note\n"
    "ada_brook,Ada Brook,government,,town,Mayor Brook,Q99999999,\n"
    "town,Town of Olm,government,,,,,\n"
    "fire_service,Olm Fire Service,government,,town,fire service,not an id,\n"
)


def make(folder: Path):
    """Writes the case into *folder* and opens it."""
    (folder / "articles").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "articles.csv").write_text(MANIFEST, encoding="utf-8", newline="\n")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8", newline="\n")
    (folder / "case.toml").write_text('title = "The flood on the Olm"\nquestion = "How many were rescued?"\n', encoding="utf-8", newline="\n")
    return kit.open_case(folder)
