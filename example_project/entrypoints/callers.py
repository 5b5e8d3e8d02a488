"""Who may call the tools of an MCP endpoint: whoever brings the token of the environment."""

import os
from hmac import compare_digest

from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.settings import AuthSettings
from pydantic import AnyHttpUrl

SITE = AnyHttpUrl("http://127.0.0.1:8000")
# Where a client is sent for a token; whom a token is meant for is asked below.
auth = AuthSettings(issuer_url=SITE, resource_server_url=SITE, validate_token_resource=False)


class OneToken(TokenVerifier):
    """Knows one token, which stands in ``MCP_TOKEN``; without it nobody is let in."""

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return who brings the token, or nobody."""
        known = os.environ.get("MCP_TOKEN", "")
        if not known or not compare_digest(token.encode(), known.encode()):
            return None
        return AccessToken(token=token, client_id="reader", scopes=[])
