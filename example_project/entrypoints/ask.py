"""``python -m entrypoints.ask URL TOOL`` lists what an MCP endpoint offers, and calls one tool."""

import asyncio
import sys

from mcp import Client


async def ask(url: str, tool: str) -> None:
    """Print every tool with its first line of help, and what the named one returns."""
    async with Client(url) as client:
        for offered in (await client.list_tools()).tools:
            print(f"{offered.name}: {offered.description}")
        print((await client.call_tool(tool, {})).structured_content)


if __name__ == "__main__":
    asyncio.run(ask(*sys.argv[1:]))
