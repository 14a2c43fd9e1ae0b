"""Lines of Markdown that show their words and do nothing else: no HTML, no image, no link, no second line."""

from __future__ import annotations

import re

BREAKS = re.compile(r"\s*[\n\r\u2028\u2029]+\s*")
TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"\](?=\(|\[?:)")
"""Where a link, an image or a link's definition would begin to take its address."""


def plain_line(line: str) -> str:
    """Return the line with what a document or a question may have put there disarmed, each word still to be read.

    Only what would act is touched, so that a quotation without any markup stays as it stands in its source.
    """
    return LINK.sub(r"]\\", TAG.sub(r"\\<", BREAKS.sub(" ", line)))
