"""Whatever a file holds, it is read or named with what is wrong, and nothing outside its folder is touched."""

import traceback
import warnings

import pytest

import fuzzing
from kit import schema
from kit.articles import ArticleWarning, files, pages, pieces, read, read_articles

#: Files that hold pages. What is in a page is the matter of the pages themselves, whose reader takes ten times as long.
_AROUND_PAGES = ("mhtml", "warc", "wacz")


@pytest.mark.parametrize("kind", fuzzing.FILES)
def test_readers(kind, monkeypatch):
    faults = []
    monkeypatch.setattr(read, "_pieces", _watched(read._pieces, faults))
    if kind in _AROUND_PAGES:
        monkeypatch.setattr(pages, "_piece", lambda html, url: pieces.Piece(pages.plain(pages.parse(html))))
    with fuzzing.a_folder() as folder:
        paths = [folder / f"f{number}.{kind}" for number in range(100)]

        def check(inputs):
            for path, data in zip(paths, inputs):
                path.write_bytes(data)
            faults.clear()
            with warnings.catch_warnings(record=True) as caught, fuzzing.kept_inside(folder):
                warnings.simplefilter("always")
                table = read_articles(paths[: len(inputs)])
            schema.check(schema.ARTICLES, table)
            said = [str(w.message) for w in caught if issubclass(w.category, ArticleWarning)]
            named = {*(path.partition("#")[0] for path in table["path"]), *(message.partition(": ")[0] for message in said)}
            assert {str(path) for path in paths[: len(inputs)]} <= named
            assert sum("cannot be read as a" in message for message in said) == len(faults)  # what those who read the file did not expect
            assert [fault for fault in faults if fault] == []
            assert not table["text"].str.contains("root:x:", regex=False).any()
            assert len(list(folder.iterdir())) <= len(paths)

        fuzzing.fuzz(fuzzing.FILES[kind], check, pack=100)


def _watched(real, faults):
    """The reader of files, that notes for each thing raised which is no FileError where the kit raised it; "" if a library did that was given the file."""

    def pieces_of(file):
        try:
            yield from real(file)
        except files.FileError:
            raise
        except Exception as error:
            steps = [step for step in traceback.extract_tb(error.__traceback__) if "/kit/" in step.filename or "site-packages" in step.filename or step.filename.endswith(".pyx")]
            faults.append(repr(error) + str(steps[-1]) if "/kit/" in steps[-1].filename else "")
            raise

    return pieces_of
