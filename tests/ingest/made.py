"""Files made by hand for the tests of the readers: small PDFs, feeds, pages and letters."""

from __future__ import annotations


def pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF of those pages of ASCII lines; a page without lines has no text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 50 780 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def page(body: str, head: str = "") -> bytes:
    """Return a web page."""
    return f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def rss(*items: tuple[str, str, str]) -> bytes:
    """Return a feed of (id, title, HTML) entries."""
    rows = "".join(
        f"<item><guid>{name}</guid><title>{title}</title><pubDate>Thu, 20 Nov 2025 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{body}]]></description></item>"
        for name, title, body in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>The Desk</title>{rows}</channel></rss>".encode()


def letter(body: str, *, kind: str = "text/plain", more: str = "") -> bytes:
    """Return an e-mail."""
    return (
        "From: Jane Roe <jane@example.org>\r\nTo: desk@example.org\r\nSubject: Morning note\r\n"
        "Message-ID: <1@example.org>\r\nDate: Thu, 20 Nov 2025 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f"{more}Content-Type: {kind}; charset=utf-8\r\n\r\n{body}"
    ).encode()
