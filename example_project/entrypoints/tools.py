"""What a language model may do with the pond, offered over the Model Context Protocol."""

from mcp.server import MCPServer
from pond.models import Stone

from entrypoints.connections import connection

mcp_server = MCPServer("pond")


@mcp_server.tool()
async def count_stones() -> int:
    """Count the stones that have been thrown into the pond."""
    async with connection():
        return await Stone.objects.acount()
