"""Runs what a page shows in a terminal, and compares what it prints.

A ``console`` block holds commands, each after ``$``, and below each what it prints; ``...`` stands
for what differs from run to run.

.. code-block:: rst

   .. code-block:: console

      $ uvicorn puddle.asgi:application
      ...
      INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)

   .. code-block:: console

      $ curl http://127.0.0.1:8000/now/
      2...
      $ curl -s http://127.0.0.1:8000/slow/?ms=500 &
      [1] ...
      $ wait %1
      Waited 500 ms.
      $ false
      $ echo $?
      1

The commands of a page run in order, in one copy of the example project.
A server keeps running until the page ends; where the page shows ``^C``, the newest is interrupted.
A command that ends in ``&`` is a job: ``kill %1`` signals it, ``wait %1`` shows what is new of it.
One that has ended is waited for before the next starts, since a shell forgets it and its number.
Ports that a page shows are replaced by free ones, so that pages run side by side.
"""

from sphinx_ext.console.commands import commands_of
from sphinx_ext.console.terminal import open_terminal


def run_blocks(blocks: list[tuple[str, int]]) -> int:
    """Run the ``console`` blocks of one page, (text, line) each; return how many commands ran."""
    with open_terminal() as page:
        commands = [command for text, line in blocks for command in commands_of(text, line)]
        for command in commands:
            page.run(command)
    return len(commands)
