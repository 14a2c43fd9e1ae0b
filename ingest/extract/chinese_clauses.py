"""One Chinese sentence being read: its clauses, and where causes and effects begin and end in them"""

from __future__ import annotations

import re
from functools import cache

from ingest.document import Span
from ingest.extract.grammar import load_words, one_of, verbs
from ingest.extract.spans import STOPS, ZH_BREAK, End, end, masked, split

PUNCTUATION = " \u3000\t,，;；。：:、~-—…"
TIME = (
    r"(?:截至|截止到?|自|从|在|于|到|预计)?(?:(?:\d{2,4}|今|去|明|前|本|当|近[一二三四五两\d])(?:年|财年)|(?:\d{1,2}|本|上|下|当|同)个?月份?|\d{1,2}[日号]|(?:本|上|下|今|昨|明|当|周)[日周天]"
    r"|第?[一二三四1-4上下前]{1,2}个?(?:季度|半年)|[一二三四]季度?末?|[qQ][1-4]|[hH][12])+(?:以来|期间|初|末|底|中旬|上旬|下旬|至今|[早午晚]盘|间|内|的)?"
)


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of Chinese sentences, compiled."""
    g = load_words("zh")
    toward = load_words("patterns")["toward_zh"]
    return {
        "verb": re.compile(one_of(verbs("zh"))),
        "not_verb": re.compile(one_of(g["not_verbs"])),
        "toward": re.compile(
            f"(?P<to>{toward})(?P<what>[^，,；;。]{{1,40}}?)(?P<cue>{one_of(g['toward_verbs'])}(?P<how>[^，,；;。]{{0,8}}?)(?P<noun>{one_of(g['toward_nouns'])}))"
        ),
        "on": re.compile(
            f"(?P<to>{toward})(?P<what>[^，,；;。]{{1,30}}?)的?(?:整体|直接|短期|负面|正面|最大|主要)?"
            f"(?P<noun>{one_of(n for n in g['toward_nouns'] if n != '作用')})(?!了|到|着|力|因)"
        ),
        "give": re.compile(f"(?P<to>{toward})(?P<what>[^，,；;。]{{1,24}}?)(?P<cue>带来了?|造成了?)"),
        "suffer": re.compile(
            f"(?P<open>{one_of(g['suffers'])})(?P<what>[^，,；;。]{{1,50}}?)(?P<mid>(?:等?(?:多重|诸多|综合|不利|多种)?因素)?的?(?:共同|双重|直接|较大|综合|叠加|持续|短期)?)(?P<noun>{one_of(g['suffer_nouns'])})"
        ),
        "under": re.compile(
            f"(?:在|受)?(?P<what>[^，,；;。]{{1,50}}?)的?(?:共同|大力|持续|强劲|综合|双重)?(?P<noun>{one_of(g['under_nouns'])})(?:之下|下|中|因素下|作用下)(?=[，,]|[^跌降滑挫行游半调周个])"
        ),
        "because": re.compile(one_of(g["because"])),
        "not_because": re.compile(one_of(g["not_because"])),
        "reason": re.compile(one_of(g["reason"])),
        "therefore": re.compile(one_of(g["therefore"])),
        "closer": re.compile(f"(?P<cue>{one_of(g['closers'])})[{PUNCTUATION}]*$"),
        "tail": re.compile(f"(?:{one_of(g['tail'])}|[{re.escape(PUNCTUATION)}])$"),
        "not_tail": re.compile(f"{one_of(g['not_tail'])}$"),
        "time": re.compile(TIME),
        "not_lead": re.compile(one_of(g["not_lead"])),
        "lead_one": re.compile(
            f"{one_of(g['lead'])}|[{re.escape(PUNCTUATION)}]+|\\d{{1,2}}[、.）)]|[（(]\\d{{1,2}}[）)]|\\d(?=[\u4e00-\u9fff])(?!\\d?[月日年个])|{TIME}(?=[，,、]|$)"
        ),
        "bare": re.compile(one_of(g["bare_verbs"])),
        "aside": re.compile(f"^(?:{one_of(g['asides'])}|{TIME}$)|{one_of(g['aside_ends'])}$"),
        "goes_on": re.compile(f"({one_of(g['goes_on'])})(?:可能|将|会|或|还|也)*$"),
        "good_or_bad": re.compile(
            f"{toward}(?P<what>[^，,；;。]{{1,24}}?)(?:来说|而言)?(?:很|较|更|更为|明显|十分|并|都|也|构成|是|形成)?(?P<word>{one_of(g['good_or_bad'])})"
        ),
        "wind": re.compile(
            f"是(?P<what>[^，,；;。]{{1,20}}?)的(?:一大|主要|重要|又一|最大)?(?P<word>{one_of(g['wind'])})(?=[，,；;。]|$)"
        ),
        "closing": re.compile(g["closing"]),
        "inner": re.compile(one_of(g["inner_therefore"])),
        "cleft": re.compile(g["cleft"]),
        "if": re.compile(f"(?P<cue>{one_of(g['if'])})(?!干|有所思)"),
        "is_reason": re.compile(
            f"(?:也|才|正|仍|均|都)*(?:是|为|成为|成)(?:本轮|本次|此次|推动|导致|造成|引发|影响|拖累|带动)*(?P<what>[^，,；;。]{{2,40}}?)的(?:一个|一大|另一|又一|最)?(?:重要|主要|直接|核心|关键|根本)*{one_of(g['reason_nouns'])}"
        ),
        "pointer": re.compile(f"^{one_of(g['pointers'])}"),
        "effect_lead": re.compile(f"^(?:{one_of(g['effect_lead'])}|[{re.escape(PUNCTUATION)}])+"),
        "noun_end": re.compile(one_of(g["noun_ends"])),
    }


class Sentence:
    """One sentence being read: its clauses, and which of its words were taken by a shape already."""

    def __init__(self, text: str, span: Span) -> None:
        self.raw = text
        self.text = masked(text)
        stop = span[0] + len(text[span[0] : span[1]].rstrip(STOPS))
        self.span = (span[0], stop)
        self.clauses = split(self.text, ZH_BREAK, *self.span)
        self.taken: list[Span] = []

    def clause_of(self, at: int) -> int:
        """Return the index of the clause that holds a place."""
        return max((i for i, (a, _) in enumerate(self.clauses) if a <= at), default=0)

    def is_free(self, span: Span) -> bool:
        """Return whether no shape has used these words yet."""
        return not any(a < span[1] and span[0] < b for a, b in self.taken)

    def cause_end(self, a: int, b: int) -> Span:
        """Return [a, b) without the connectives before it and the modal words behind it."""
        a = self._without_lead(a, b)
        return self._balanced(a, self._without_tail(a, b))

    def _without_lead(self, a: int, b: int) -> int:
        p = patterns()
        while a < b and (m := p["lead_one"].match(self.text, a, b)) and not p["not_lead"].match(self.text, a, b):
            if m.end() == a:
                break
            a = m.end()
        return a

    def _without_tail(self, a: int, b: int) -> int:
        p = patterns()
        while b > a and (m := p["tail"].search(self.text, a, b)):
            kept = p["not_tail"].search(self.text, a, b)
            if kept:
                break
            b = m.start()
        return b

    def _balanced(self, a: int, b: int) -> Span:
        """Return [a, b) without a quotation mark whose partner is outside."""
        while (b > a and self.text[a] in '”’》"') or (b > a and self.text[a] in "“‘《" and not _closed(self.text[a:b])):
            a += 1
        while (b > a and self.text[b - 1] in "“‘《") or (
            b > a and self.text[b - 1] in "”’》" and not _closed(self.text[a:b])
        ):
            b -= 1
        return a, b

    def effect_end(self, a: int, b: int) -> Span:
        """Return [a, b) without the small words at the head of an effect."""
        if m := patterns()["effect_lead"].match(self.text[a:b]):
            a += m.end()
        while b > a and self.text[b - 1] in PUNCTUATION + "等等的":
            b -= 1
        return self._balanced(a, self._without_second_cause(a, b))

    def _without_second_cause(self, a: int, b: int) -> int:
        """Return where an effect ends that a further causal verb of the same clause takes up."""
        for m in patterns()["verb"].finditer(self.text, a + 2, b):
            if verbs("zh")[m.group()].trust < 3 or self.text[m.end() : m.end() + 1] == "的":
                continue
            if on := patterns()["goes_on"].search(self.text, a, m.start()):
                return on.start()
            if (listed := self.text.rfind("、", a + 2, m.start())) > 0:
                return listed
        return b

    def before(self, i: int) -> Span:
        """Return the clause before clause `i` as a cause, or an empty span."""
        if i == 0:
            return 0, 0
        return self.cause_end(*self.clauses[i - 1])

    def chain(self, i: int) -> End:
        """Return the clauses before clause `i` that make one cause: back to the first with a subject of its own."""
        p = patterns()
        pieces: list[Span] = []
        for j in range(i - 1, max(i - 4, -1), -1):
            a, b = self.clauses[j]
            piece = self.cause_end(a, b)
            v = p["verb"].match(self.text, piece[0], piece[1])
            if v and j and verbs("zh")[v.group()].push and pieces == []:
                # 利好A，利空B: what the clause before says of A is no cause of B; both have the subject before.
                continue
            if piece[1] - piece[0] > 1:
                pieces.append(piece)
            if not p["bare"].match(self.text, piece[0], piece[1]) or sum(y - x for x, y in pieces) > 24:
                break
        return end(*pieces)

    def result(self, i: int) -> Span:
        """Return the first clause from clause `i` on that is more than an aside, as an effect."""
        for j in range(i, min(i + 3, len(self.clauses))):
            piece = self.effect_end(*self.clauses[j])
            head = self.cause_end(*self.clauses[j])
            if head[1] - head[0] > 1 and not patterns()["aside"].search(
                self.text[slice(*self.clauses[j])].strip(PUNCTUATION)
            ):
                return piece if head[0] <= piece[0] else (head[0], piece[1])
        return (0, 0)


def _closed(words: str) -> bool:
    return (
        words.count("“") == words.count("”")
        and words.count("‘") == words.count("’")
        and words.count("《") == words.count("》")
    )
