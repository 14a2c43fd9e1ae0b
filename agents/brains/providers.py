"""Models by their name, `PROVIDER:MODEL`: which package brings them, what key they need, how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal, NamedTuple

from graph.errors import BadInput


class Provider(NamedTuple):
    """What is known of a provider beforehand."""

    package: str
    extra: str
    key: str | None
    """Variable that its library reads the key from; None: it needs none."""
    choice: str | None = None
    """Tool choice in place of a forced one, where models of the provider refuse to be forced."""


PROVIDERS = {
    "openai": Provider("langchain_openai", "openai", "OPENAI_API_KEY"),
    "anthropic": Provider("langchain_anthropic", "anthropic", "ANTHROPIC_API_KEY", "auto"),
    "ollama": Provider("langchain_ollama", "ollama", None),
}
"""Those that have an extra of their own. Any other that LangChain knows works when its package is installed."""


@dataclass(frozen=True)
class ModelOptions:
    """How a model is reached. A base URL is an OpenAI-compatible server's, or Ollama's."""

    base_url: str | None = None
    key: str | None = None
    seconds: float = 60.0
    """Longest wait for one model call."""
    choice: Literal["auto", "any"] | None = None
    """Whether a model is forced to call a tool ("any"); None: as its provider can."""
    usage: bool = True
    """Whether an OpenAI-compatible server is asked to count tokens in its stream."""

    def __repr__(self) -> str:
        """Say everything but the key."""
        return f"ModelOptions(base_url={self.base_url!r}, seconds={self.seconds!r})"


def parsed(name: str) -> tuple[str, str]:
    """Return (provider, model) of `PROVIDER:MODEL`, or raise `BadInput`."""
    provider, mark, model = name.partition(":")
    if not mark or not provider.strip() or not model.strip():
        raise BadInput(
            f"brain {name!r} is not available.",
            hint="Use planner, or PROVIDER:MODEL such as openai:MODEL, anthropic:MODEL or ollama:MODEL.",
        )
    return provider.strip().lower(), model.strip()


def check_packages(name: str) -> None:
    """Raise `BadInput` unless what a model of that name needs is installed."""
    provider, _ = parsed(name)
    if any(find_spec(package) is None for package in ("langchain", "langgraph")):
        raise BadInput(f"brain {name!r} needs the package langchain.", hint="Install it: pip install langchain.")
    known = PROVIDERS.get(provider)
    if known is not None and find_spec(known.package) is None:
        raise BadInput(
            f"brain {name!r} needs the package {known.package.replace('_', '-')}, which is not installed.",
            hint=f'Install it: pip install "knockon[{known.extra}]".',
        )


def check_keeping() -> None:
    """Raise `BadInput` unless what keeps the steps of a run in a file is installed."""
    if find_spec("langgraph") is None or find_spec("langgraph.checkpoint.sqlite") is None:
        raise BadInput(
            "keeping the steps of runs needs the package langgraph-checkpoint-sqlite, which is not installed.",
            hint="Install it, or unset KNOCKON_CHECKPOINTS.",
        )
