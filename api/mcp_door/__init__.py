"""The map and its answers for MCP clients: tools, resources and prompts, over stdio and streamable HTTP."""
