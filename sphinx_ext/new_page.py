"""``make new-page NAME=grow/some-page``: writes a page in which only the words are missing.

The page keeps every rule from the start, so that what the next build complains of is what was
written since; its form stands in ``docs/_templates/new-page.txt``.
"""

import re
import sys
from pathlib import Path
from string import Template

DOCS = Path(__file__).resolve().parent.parent / "docs"
NAME = re.compile(r"([a-z]+(?:-[a-z]+)*)/([a-z]+(?:-[a-z]+)*)")
# Words that a title writes otherwise than an address does.
WRITTEN = {"asgi": "ASGI", "wsgi": "WSGI", "http": "HTTP", "api": "API", "csrf": "CSRF"}
WRITTEN |= {"url": "URL", "django": "Django", "python": "Python", "channels": "Channels"}
LONGEST = 40


def sections(docs: Path) -> list[str]:
    """Return the names of the sections: folders with a page that lists their pages."""
    return sorted(index.parent.name for index in docs.glob("*/index.rst"))


def title_of(stem: str) -> str:
    """Return the title of a page: its name as words, in sentence case."""
    words = " ".join(WRITTEN.get(word, word) for word in stem.split("-"))
    return words[0].upper() + words[1:]


def listed(index: str, stem: str) -> str:
    """Return the text of a section's index with a page more at the end of its ``toctree``."""
    entries = re.search(r"^\.\. toctree::\n(?:   .*\n|\n(?=   ))+", index + "\n", re.MULTILINE)
    if entries is None:
        raise ValueError("The index of this section has no toctree; write one at its end.")
    end = entries.end()
    return f"{index[:end].rstrip()}\n   {stem}\n{index[end:]}"


def write(name: str, docs: Path = DOCS) -> Path:
    """Write the page ``name``, list it in its section, and return its file.

    Raises ValueError with a sentence that says what to do instead.
    """
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(
            f"{name!r} is no name of a page. Write a section, a slash, and the reader's words in "
            "lower case with hyphens and without numbers, such as NAME=grow/some-page."
        )
    section, stem = match.groups()
    file, index = docs / section / f"{stem}.rst", docs / section / "index.rst"
    if section not in sections(docs):
        raise ValueError(
            f"There is no section {section!r}; take one of {', '.join(sections(docs))}."
        )
    if file.exists():
        raise ValueError(f"docs/{name}.rst is there already; edit it, or take another name.")
    if len(stem) > LONGEST:
        raise ValueError(f"{stem!r} is longer than {LONGEST} characters; take fewer words.")
    with_it = listed(index.read_text(encoding="utf-8"), stem)
    form = Template((docs / "_templates" / "new-page.txt").read_text(encoding="utf-8"))
    title = title_of(stem)
    file.write_text(form.substitute(title=title, underline="=" * len(title)), encoding="utf-8")
    index.write_text(with_it, encoding="utf-8")
    return file


def main(name: str) -> None:
    """Write the page, and say what comes next."""
    try:
        write(name)
    except ValueError as error:
        sys.exit(f"make new-page: {error}")
    index = f"docs/{name.partition('/')[0]}/index.rst"
    sys.stdout.write(
        f"docs/{name}.rst is written, and stands last in {index}.\n"
        "make serve shows it; make check checks it, and runs it in a browser.\n"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
