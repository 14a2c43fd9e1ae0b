"""What a graph file gets wrong is told in one line: file, line, thing, value and way out."""

from __future__ import annotations

import pytest

from graph.errors import GraphFileError
from graph.files import parse_graph

SOUND = """\
nodes:
  - {id: a, unit: bp}
  - {id: b}
edges:
  - id: e
    cause: a
    effect: b
    strength: 0.5
    regimes: {r.calm: 1.5}
regimes:
  - id: r
    states: [calm, panic]
    probabilities: {calm: 0.8, panic: 0.2}
events:
  - {id: early, date: 2025-12-01, states: [yes!, no!], table: [{p: {yes!: 0.5, no!: 0.5}}]}
  - id: late
    date: 2025-12-10
    states: [cut, stay]
    parents: [early]
    table:
      - {when: {early: yes!}, p: {cut: 0.7, stay: 0.3}}
      - {when: {early: no!}, p: {cut: 0.1, stay: 0.9}}
    shocks: {cut: [{node: a, size: 1, unit: bp}]}
observations:
  - {id: o, node: a, as_of: 2025-11-21, value: 1, unit: bp, source: screen}
"""


def mistake(text: str, format: str = "yaml") -> str:
    with pytest.raises(GraphFileError) as error:
        parse_graph(text, format, name="graph.yaml")
    assert "\n" not in error.value.detail
    return error.value.detail


def test_the_sound_file_is_sound() -> None:
    assert parse_graph(SOUND, "yaml").edge("e").regimes == {"r.calm": 1.5}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{id: b}", "{id: a}", "graph.yaml:3: node 'a' appears twice; ids are unique within a section"),
        (
            "cause: a",
            "cause: x",
            "graph.yaml:6: edge 'e' has cause 'x', which is not in nodes; add it or correct the name",
        ),
        ("effect: b", "effect: x", "graph.yaml:7: edge 'e' has effect 'x', which is not in nodes"),
        ("cause: a", "cuase: a", "graph.yaml:6: edge 'e' has the unknown field 'cuase'; did you mean 'cause'?"),
        ("    cause: a\n", "", "graph.yaml:5: edge 'e' lacks 'cause'; add it"),
        ("    cause: a", "    effect: a", "graph.yaml:7: has the key 'effect' twice; keep one"),
        ("edges:", "egdes:", "graph.yaml:4: unknown section 'egdes'; did you mean 'edges'?"),
        ("observations:", "nodes:", "graph.yaml:24: has the key 'nodes' twice; keep one"),
        ("strength: 0.5", "strength: .inf", "graph.yaml:8: edge 'e' has strength inf; give a finite number"),
        ("strength: 0.5", "strength: .nan", "graph.yaml:8: edge 'e' has strength nan; give a finite number"),
        ("strength: 0.5", "strength: 1e400", "graph.yaml:8: edge 'e' has strength inf; give a finite number"),
        (
            "strength: 0.5",
            "strength: -1",
            "graph.yaml:8: edge 'e' has strength -1: is below 0",
        ),
        (
            "strength: 0.5",
            "strength: much",
            "graph.yaml:8: edge 'e' has strength 'much': is not a number",
        ),
        ("strength: 0.5", "strength: yes", "graph.yaml:8: edge 'e' has strength as the boolean True; quote the word"),
        (
            "unit: bp}\n  - {id: b",
            "unit: bp, scale: 0}\n  - {id: b",
            "graph.yaml:2: node 'a' has scale 0: is not above 0",
        ),
        (
            "[calm, panic]",
            "[on, off]",
            'regime \'r\' has states.0 as the boolean True; quote the word ("on", "off", "yes"',
        ),
        (
            "{calm: 0.8, panic: 0.2}",
            "{on: 0.8, off: 0.2}",
            "graph.yaml:13: regime 'r' has the boolean True as a name; quote",
        ),
        ("{cut: [{", "{no: [{", "graph.yaml:23: event 'late' has the boolean False as a name; quote it"),
        (
            "{calm: 0.8, panic",
            "{calm: 0.7, panic",
            "graph.yaml:13: regime 'r' has probabilities that add to 0.9, not 1",
        ),
        (
            "{calm: 0.8, panic",
            "{calm: 1.2, panic: -0.2, x",
            "regime 'r' has probabilities with 'calm' at 1.2; a probability",
        ),
        ("{calm: 0.8, panic", "{clam: 0.8, panic", "for 'clam', which is not one of its states calm, panic"),
        ("[calm, panic]", "[calm, panic, calm]", "graph.yaml:12: regime 'r' has state 'calm' twice"),
        (
            "r.calm: 1.5",
            "r.calm: -1.5",
            "graph.yaml:9: edge 'e' has regimes 'r.calm' at -1.5; say `flips: true` or make it",
        ),
        ("r.calm: 1.5", "r.clam: 1.5", "graph.yaml:9: edge 'e' has regimes 'r.clam', which is no `dimension.state`"),
        (
            "regimes: {r",
            "widen: {r.panic: -1, r",
            "graph.yaml:9: edge 'e' has widen 'r.panic' at -1; a spread is never",
        ),
        (
            "strength: 0.5",
            "kernel: [0.5, 0.4]\n    strength: 1",
            "graph.yaml:8: edge 'e' has a kernel that adds to 0.9, but",
        ),
        (
            "strength: 0.5",
            "kernel: []\n    strength: 1",
            "has a kernel that adds to 0, but permanent is 1; make them agree",
        ),
        ("strength: 0.5", "strength: 1\n    belief: {plus: 1, minus: 1, none: 0}", "plus + minus + none is 2, not 1"),
        (
            "strength: 0.5",
            "strength: 1\n    valid_from: 2025-02-01\n    valid_to: 2025-01-01",
            "graph.yaml:10: edge 'e' has valid_to 2025-01-01 before valid_from 2025-02-01; exchange them",
        ),
        (
            "strength: 0.5",
            "strength: 1\n    evidence: [{id: v, text: x}, {id: v, text: y}]",
            "graph.yaml:9: edge 'e' has evidence 'v' twice",
        ),
        (
            "strength: 0.5",
            "strength: 1\n    evidence: [3]",
            "edge 'e' has evidence.0 3: is not a mapping",
        ),
        (
            "cut: 0.7",
            "cut: 0.6",
            "graph.yaml:20: event 'late' has a table row {'early': 'yes!'} that add to 0.9, not 1",
        ),
        ("cut: 0.7", "cot: 0.7", "for 'cot', which is not one of its states cut, stay"),
        (
            "{early: no!}",
            "{early: maybe}",
            "event 'late' has a table row for 'early' at 'maybe', which is no state of a parent",
        ),
        ("{early: no!}", "{early: yes!}", "event 'late' has two table rows for {'early': 'yes!'}; keep one"),
        (
            "      - {when: {early: no!}, p: {cut: 0.1, stay: 0.9}}\n",
            "",
            "event 'late' has no table row for {'early': 'no!'}",
        ),
        (
            "parents: [early]",
            "parents: [late]",
            "graph.yaml:19: event 'late' is its own ancestor: late <- late; drop one",
        ),
        (
            "parents: [early]",
            "parents: [never]",
            "graph.yaml:19: event 'late' has parents 'never', which is not in events",
        ),
        (
            "2025-12-01",
            "2025-12-11",
            "event 'late' of 2025-12-10 has parent 'early' of 2025-12-11; parents are earlier",
        ),
        ("[cut, stay]", "[cut, stay, cut]", "graph.yaml:18: event 'late' has state 'cut' twice"),
        (
            "{cut: [{node: a",
            "{hike: [{node: a",
            "graph.yaml:23: event 'late' has shocks for 'hike', which is not one of",
        ),
        ("{cut: [{node: a", "{cut: [{node: x", "graph.yaml:23: event 'late' has shocks 'x', which is not in nodes"),
        ("o, node: a", "o, node: x", "graph.yaml:25: observation 'o' has node 'x', which is not in nodes"),
        ("id: o, ", "", "graph.yaml:25: observation number 1 lacks 'id'; add it"),
        ("id: o, ", "id: 'a b', ", "graph.yaml:25: observation 'a b' has id 'a b': is not a name"),
        (
            "source: screen",
            'source: "a\\u0007b"',
            "graph.yaml:25: observation 'o' has source 'a\\x07b': holds a control char",
        ),
        ("2025-11-21", "2025-11-31", "graph.yaml:25: has '2025-11-31', which cannot be read (day is out of range"),
        ("  - {id: b}", "  - b", "graph.yaml:3: node number 2 is 'b'; write its fields"),
        (
            "  - {id: b}",
            "  - {id: b",
            "graph.yaml:4: is not YAML: did not find expected ',' or '}'; check quotes",
        ),
        (
            "  - {id: b}",
            "  - {id: b, note: &x [1], source: *y}",
            "graph.yaml:3: uses the alias 'y', which nothing before it",
        ),
        ("  - {id: b}", "  - {id: b, <<: {unit: bp}}", "graph.yaml:3: has a merge key '<<'; write the fields out"),
        ("  - {id: b}", "  - {id: b, ? [1] : 2}", "graph.yaml:3: has a key that is not a word; quote it"),
        (
            "  - {id: b}",
            "  - {id: b, note: !!python/name:os.system x}",
            "graph.yaml:3: has the tag 'tag:yaml.org,2002:python/name:os.system'; re",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, message: str) -> None:
    assert SOUND.count(old) >= 1
    told = mistake(SOUND.replace(old, new, 1))
    assert message in told
    assert told.startswith("graph.yaml:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "graph.yaml: holds nothing where a mapping with nodes and edges belongs"),
        ("- 1", "graph.yaml:1: holds [1] where a mapping"),
        ("nodes: {a: 1}", "graph.yaml:1: section 'nodes' holds {'a': 1}; write a list"),
        ("nodes: yes", "graph.yaml:1: section 'nodes' holds True; write a list"),
        ("yes: 1", "graph.yaml:1: unknown section True"),
        ("nodes: [{id: a}]\n---\nedges: []", "graph.yaml:2: begins a second document; keep one"),
        ("nodes: [{id: a, scale_from: {node: x, divide_by: 1}}]", "node 'a' has scale_from 'x', which is not in nodes"),
        ("nodes: [{id: a, level: {node: x, value: 1, side: above}}]", "node 'a' has level 'x', which is not in nodes"),
        ("regimes: [{id: r, node: x, states: [s]}]", "regime 'r' has node 'x', which is not in nodes"),
        ("calendar: [{id: c, name: {en: C}, event: x}]", "calendar entry 'c' has event 'x', which is not in events"),
        ("calendar: [{id: c, name: {en: C}, nodes: [x]}]", "calendar entry 'c' has nodes 'x', which is not in nodes"),
        ("events: [{id: v, states: [s], priced_by: x}]", "event 'v' has priced_by 'x', which is not in nodes"),
        (
            "events: [{id: v, states: [s], priced_state: x}]",
            "event 'v' has priced_state 'x', which is not in its states",
        ),
        (
            "scenarios: [{id: s, title: {en: S}, trigger: x, direction: down}]",
            "scenario 's' has trigger 'x', which is not in nodes, events or regimes",
        ),
        (
            "nodes: [{id: a}]\nscenarios: [{id: s, title: {en: S}, trigger: a, direction: down, levels: [x]}]",
            "graph.yaml:2: scenario 's' has levels 'x', which is not in nodes",
        ),
        (
            "nodes: [{id: a}]\ntransitions: {r: {x: {x: 0.5, y: 0.4}, y: {y: 1}}}",
            "graph.yaml:2: regime 'r' has transitions from 'x' that add to 0.9, not 1",
        ),
        (
            "regimes: [{id: r, states: [x]}]\ntransitions: {r: {x: {x: 1}, y: {x: 1}}}",
            "graph.yaml:2: regime 'r' has transitions from 'y', which is not one of its states x",
        ),
        ("transitions: {r: {x: 3}}", "graph.yaml:1: transitions are not `{regime: {state: {state: p}}}`"),
        ("transitions: {r: 3}", "graph.yaml:1: transitions are not `{regime: {state: {state: p}}}`"),
        ("transitions: 3", "graph.yaml:1: transitions are not `{regime: {state: {state: p}}}`"),
        (
            "events:\n- {id: a, states: [s], parents: [b]}\n- {id: b, states: [s], parents: [c]}\n"
            "- {id: c, states: [s], parents: [b]}",
            "graph.yaml:3: event 'b' is its own ancestor: b <- c <- b; drop one parent",
        ),
    ],
)
def test_a_file_that_is_no_graph_says_why(text: str, message: str) -> None:
    assert message in mistake(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"nodes": [{"id": "a", "id": "b"}]}', "graph.yaml: has the key 'id' twice in one object; keep one"),
        ('{"nodes": [{"id": "a", "scale": NaN}]}', "graph.yaml: has the number NaN; give a finite number"),
        ('{"nodes": [\n{"id": "a"}', "graph.yaml:2: is not JSON: expecting ',' delimiter"),
        ('{"nodes": [{"id": "a", "scale": 0}]}', "graph.yaml: node 'a' has scale 0: is not above 0"),
        ('{"nodes": [{"id": "a", "scale": 1' + "0" * 5000 + "}]}", "graph.yaml: has a number that cannot be read"),
        ('{"nodes": [{"id": "a", "scale": 1' + "0" * 400 + "}]}", "node 'a' has scale 1000"),
        ("[" * 100_000, "graph.yaml: is nested too deep; flatten it"),
    ],
)
def test_a_mistake_in_json_is_named(text: str, message: str) -> None:
    assert message in mistake(text, "json")
