"""From a model's name to a strict LangChain chat model, or one line that says what is missing."""

from __future__ import annotations

from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agents.brains.providers import PROVIDERS, ModelOptions, Provider, parsed
from agents.brains.steady import steady
from graph.errors import BadInput


def build(name: str, options: ModelOptions) -> BaseChatModel:
    """Return the strict chat model of that name; raise `BadInput` where the package or the key is missing."""
    provider, model = parsed(name)
    known = PROVIDERS.get(provider)
    try:
        made = init_chat_model(model, model_provider=provider, **_named(provider, options))
    except ImportError as error:
        raise BadInput(
            f"brain {name!r} needs a package that is not installed.",
            hint=f"Install the LangChain package of {provider}.",
        ) from error
    except Exception as error:
        raise _not_built(name, known, error) from error
    key = getattr(made, f"{provider}_api_key", None)
    if isinstance(key, SecretStr) and not key.get_secret_value():
        raise _no_key(name, known)
    choice = options.choice or (known.choice if known else None)
    return steady(made, ends=known is not None, choice="auto" if choice == "auto" else None)


def _named(provider: str, options: ModelOptions) -> dict[str, Any]:
    """Return the arguments a provider's class takes. Retries are the run's own business, so the client makes none."""
    if provider == "ollama":
        named: dict[str, Any] = {"client_kwargs": {"timeout": options.seconds}}
        return named | ({"base_url": options.base_url} if options.base_url else {})
    named = {"timeout": options.seconds, "max_retries": 0}
    if provider == "openai":
        named["stream_usage"] = options.usage
    if options.key:
        named["api_key"] = options.key
    if options.base_url:
        # A key of the environment is its owner's secret with the provider: another server never gets it.
        named |= {"base_url": options.base_url, "api_key": options.key or "none"}
    return named


def _not_built(name: str, known: Provider | None, error: Exception) -> BadInput:
    text = str(error)
    if known and known.key and ("api_key" in text.lower() or "credentials" in text.lower()):
        return _no_key(name, known)
    first = text.strip().splitlines()[0][:200] if text.strip() else type(error).__name__
    return BadInput(f"brain {name!r} cannot be used: {first}", hint="Check the provider, the model and its settings.")


def _no_key(name: str, known: Provider | None) -> BadInput:
    variable = f"{known.key}, or " if known and known.key else ""
    return BadInput(f"brain {name!r} needs a key.", hint=f"Set {variable}KNOCKON_MODEL_KEY.")
