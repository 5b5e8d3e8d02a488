"""``make epub`` writes a valid book, ``make print`` one whole page; neither has anything dead."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from sphinx_ext.one_page import moved
from tests.conftest import ROOT, SmallSite, missing
from tests.test_audit import audit

CHECKER = Path("/usr/share/java/epubcheck.jar")
DEAD = "button, input, select, textarea, form, script, canvas, iframe"
# Pixels between the margins of A4, as Chromium counts them.
PAPER = 673
CUT = """() => [...document.querySelectorAll("pre, .code-row, table, td, svg, img, p, li")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    || (one.clientWidth && one.scrollWidth > one.clientWidth + 1))
  .map((one) => `${one.closest("article")?.id}: ${one.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def built(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book and the one page, of the pages as the built site has read them."""
    made = tmp_path_factory.mktemp("built")
    for part in ("doctrees", "recordings"):
        shutil.copytree(site.parent / part, made / part)
    for builder in ("epub", "print"):
        command = [sys.executable, "-m", "sphinx", "-c", ".", "-W", "--keep-going", "-n", "-N"]
        command += ["-d", str(made / "doctrees"), "-b", builder, "docs", str(made / builder)]
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return made


def soup_of(file: Path) -> BeautifulSoup:
    """Return a page, parsed."""
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def pages() -> list[str]:
    """Return the name of every page."""
    docs = ROOT / "docs"
    return [str(file.relative_to(docs).with_suffix("")) for file in sorted(docs.rglob("*.rst"))]


# The book -------------------------------------------------------------------------------------


def complaints(book: Path) -> str:
    """Return what epubcheck, the judge of the format, has to say; nothing of a valid book."""
    if not CHECKER.is_file() or not shutil.which("java"):
        missing("epubcheck")
    command = ["java", "-jar", str(CHECKER), "--failonwarnings", "--quiet", str(book)]
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_book_is_valid(built: Path) -> None:
    """No error and no warning, in any page, style or list of contents."""
    (book,) = (built / "epub").glob("*.epub")
    assert complaints(book) == ""


def test_a_book_with_a_fault_is_refused(small_site: SmallSite) -> None:
    """A page that is no XML, and one that is led to and lacks."""
    small_site.page("index", ".. raw:: html\n\n   <p data-right>1</p><a href='gone.html'>2</a>")
    assert small_site.build("epub")[0] == 0
    (book,) = (small_site.root / "build" / "epub").glob("*.epub")
    assert "FATAL" in complaints(book)


def test_a_book_has_every_page_and_nothing_dead(built: Path) -> None:
    """Whatever waits for a script on the site is written out, or left out."""
    for page in pages():
        soup = soup_of(built / "epub" / f"{page}.xhtml")
        assert soup.h1, page
        assert not soup.select(DEAD), page
        assert not soup.select("details:not([open])"), page


def test_a_book_holds_answers_recordings_and_pictures(built: Path) -> None:
    """The right choice, each of the eighteen recordings, and the drawings."""
    question = soup_of(built / "epub/line-by-line/import-os.xhtml").select_one(".quiz")
    assert question
    assert question.select("details[open] li[data-right]")
    watched = soup_of(built / "epub/protocol/watch.xhtml")
    runs = watched.select(".recorder-run")
    assert len(runs) == 18
    assert all(run.select(".recording-diagram") and run.select("tbody tr") for run in runs)
    assert len(soup_of(built / "epub/asgi-and-wsgi/race.xhtml").select(".race-lane svg")) == 4


def test_a_book_holds_no_file_of_the_site(built: Path) -> None:
    """Its folder becomes the book: styles for books, and neither scripts nor Python."""
    files = [file for file in (built / "epub" / "_static").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} <= {".css", ".png", ".svg"}
    ours = {file.name for file in (ROOT / "docs" / "_static").glob("*.css")}
    assert {file.name for file in files} & ours == {"book.css"}


# The one page ---------------------------------------------------------------------------------


def words(text: str) -> str:
    """Return the words of a text, each once apart from the next."""
    return " ".join(text.replace("¶", "").split())


def test_the_one_page_has_the_text_of_every_page(built: Path) -> None:
    """Every heading, caption and paragraph of the book is there, below the name of its page."""
    soup = soup_of(built / "print/index.html")
    articles = {str(one["id"]): words(one.get_text()) for one in soup.select("article")}
    assert sorted(articles) == sorted(pages())
    for page in pages():
        book = soup_of(built / "epub" / f"{page}.xhtml")
        for address in book.select(".link-target"):  # A book writes them out.
            address.decompose()
        told = book.select(".body :is(h1, h2, h3, p, dt, figcaption, caption)")
        lacking = [words(one.get_text()) for one in told]
        lacking = [text for text in lacking if text not in articles[page]]
        assert not lacking, (page, lacking)


def test_the_one_page_is_valid(built: Path, tmp_path: Path) -> None:
    """html-validate asks of it what it asks of every page of the site."""
    done = audit(built / "print", tmp_path / "audit.json", "html")
    assert done.returncode == 0, done.stdout[:4000] + done.stderr
    assert " 1 pages" in done.stdout


def test_every_link_of_the_one_page_leads_within_it(built: Path) -> None:
    """Each id is there once, and no address of a page is left."""
    soup = soup_of(built / "print/index.html")
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    links = {str(tag["href"]) for tag in soup.select("main a[href]")}
    assert links > {"#line-by-line/import-os", "#reference/glossary:term-server"}
    assert not {link for link in links if link.startswith("#")} - {f"#{name}" for name in ids}
    beside = [link for link in links if not link.startswith(("#", "http"))]
    assert not [link for link in beside if not (built / "print" / link).is_file()]
    assert not soup.select(DEAD)


def test_ids_and_links_get_the_name_of_their_page() -> None:
    """Text that looks like a link stays text, and an address elsewhere stays as it is."""
    html = '<p id="a" aria-labelledby="b c">href="#a" <a href="#a">1</a><a href="../x.html#d">2</a>'
    html += '<a href="x.html">3</a><a href="https://a.example/x.html#a">4</a>'
    assert moved("z/y", html, {"x", "z/x", "z/y"}) == (
        '<p id="z/y:a" aria-labelledby="z/y:b z/y:c">href="#a" <a href="#z/y:a">1</a>'
        '<a href="#x:d">2</a><a href="#z/x">3</a><a href="https://a.example/x.html#a">4</a>'
    )


def on_paper(chromium: Browser, file: Path) -> Page:
    """Open a page as it is printed on A4."""
    page = chromium.new_page(viewport={"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    return page


def test_nothing_is_cut_off_on_paper(chromium: Browser, built: Path) -> None:
    """No line of code, no table and no picture is wider than A4, and Chromium prints all of it."""
    page = on_paper(chromium, built / "print/index.html")
    assert page.evaluate(CUT) == []
    file = built / "one.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    page.close()
    assert file.read_bytes().count(b"/Type /Page\n") > 300


def test_a_line_that_is_cut_off_is_found(chromium: Browser, tmp_path: Path) -> None:
    """One that goes on beyond the paper, and one behind a scroll bar."""
    file = tmp_path / "wide.html"
    long = "x" * 200
    file.write_text(f"<pre>{long}</pre><pre style='overflow-x: auto'>{long}</pre>")
    page = on_paper(chromium, file)
    assert len(page.evaluate(CUT)) == 2
    page.close()
