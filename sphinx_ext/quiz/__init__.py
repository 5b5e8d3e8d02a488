"""Asks the reader a question beside the text, and explains each answer to it.

Accepted input: the question, then one definition list. Each term is a choice, followed by
``: right`` where it is; each definition says why it is right or wrong, and has words of its own.
``:shows:`` names the run that decides the question: a text within a proved block of this page, or
of the page that ``:on:`` names. The answer links to the section of that block, and the build fails
once no block holds the text any more::

    .. quiz:: What does Uvicorn do when line 16 is gone?
       :on: run-it
       :shows: Attribute "application" not found

       It serves an empty page.
          It never listens: it looks for the name before it opens its port.
       It refuses to start. : right
          Line 16 binds the name that its command tells.

One choice is right, or as many as there are with ``:multiple:``. With ``:ordering:`` none is
marked, and the items stand in their right order. The reader sees the choices of every question in
an order of their own, which no author's habit gives away.

With ``:predicts:`` none is marked either, because the run decides: the option is the beginning of
an example on this page (with ``:group:``, of an example in that group), and the right choice is
the one that equals what the example prints. The question shows the code up to that example::

    .. quiz:: What does the last line print?
       :predicts: type(puddle.asgi.application)
       :group: moved

       ``'ASGIHandler'``
          The order of the imports changes nothing.
       ``'WSGIHandler'``
          That is what the twin file makes.

A page that is full includes its questions from a file beside it: ``.. include:: questions/x.txt``.
Each question counts in what the reader has done; see :mod:`sphinx_ext.progress`.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.assets import load_where_used
from sphinx_ext.quiz.deciding import decide_elsewhere, decide_here
from sphinx_ext.quiz.directive import QuizDirective
from sphinx_ext.quiz.markup import PlainQuiz, Quiz, visit_quiz


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its node, and what its pages load."""
    app.add_directive("quiz", QuizDirective)
    app.add_node(Quiz, html=(visit_quiz, None))
    app.add_post_transform(PlainQuiz)
    app.connect("doctree-read", decide_here)
    app.connect("doctree-resolved", decide_elsewhere)
    load_where_used(app, Quiz, css="quiz.css", js="quiz.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
