"""E-mails (.eml): the body, in plain text where there is one; what is quoted from others is marked as theirs."""

from __future__ import annotations

import datetime as dt
import email
import email.errors
import email.policy
import email.utils
from email.message import EmailMessage

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.encoding import decode
from ingest.readers.html import blocks_of_html
from ingest.readers.plain import paragraphs
from ingest.readers.reading import Block, Raw, Reading, Told, clean, flat, refuse_empty


def read_mail(raw: Raw) -> list[Reading]:
    """Return an e-mail as one document; its attachments are named in the notes and not read."""
    try:
        message = email.message_from_bytes(raw.data, policy=email.policy.default)
        return [_read(message, raw)]
    except DocumentRefused:
        raise
    except (email.errors.MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError,
            RecursionError, AssertionError) as error:  # fmt: skip
        # The standard library's header parser fails in all of these ways on malformed mail.
        raise DocumentRefused("is not a whole e-mail: its structure cannot be followed") from error


def _read(message: EmailMessage, raw: Raw) -> Reading:
    plain: list[EmailMessage] = []
    rich: list[EmailMessage] = []
    attached = 0
    for number, part in enumerate(message.walk()):
        if number > limit("most_parts"):
            raise DocumentRefused(f"has more than {limit('most_parts'):.0f} parts")
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
            attached += 1
        elif part.get_content_subtype() == "html":
            rich.append(part)
        else:
            plain.append(part)
    blocks: list[Block] = []
    for part in plain or rich:
        text = _text(part)
        blocks += blocks_of_html(text) if not plain else paragraphs(clean(text).split("\n"))
    subject = _header(message, "subject")
    kept = refuse_empty(blocks, "is an e-mail without a text")
    if subject:
        kept = (Block(subject, "heading"), *kept)
    sender, address = email.utils.parseaddr(_header(message, "from"))
    told = Told(title=subject, author=flat(sender or address), publisher=flat(sender or address), date=_day(message))
    name = _header(message, "message-id")
    notes = (f"attachments:{attached}",) if attached else ()
    return Reading(kept, raw.data, f"mail:{name}"[:500] if name else raw.place, told, notes, reader="mail")


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_content_charset() or ""
    return decode(data, f"charset={charset}") if isinstance(data, bytes) else ""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return flat(str(message.get(name, "")))[:300]
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, email.errors.MessageError):
        return ""


def _day(message: EmailMessage) -> dt.date | None:
    try:
        return email.utils.parsedate_to_datetime(_header(message, "date")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
