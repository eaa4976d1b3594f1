"""docs/content-rules.md: every rule, its source, how often it is right. `python -m` writes it."""

from __future__ import annotations

from pathlib import Path

from publisher.editorial.rules import RULES, ContentRule, Level
from tests.editorial.guides import GUIDES, rules_of
from tests.editorial.labelled import HELD_OUT, Measure, labelled, measures

PAGE = Path(__file__).parent.parent.parent / "docs" / "content-rules.md"
_LEVELS = {
    Level.ERROR: "**Errors.** The text must not go out like this; the check ends with exit code 1.",
    Level.PERSON: "**For a person.** It may be right: somebody who knows has to say so.",
    Level.ADVICE: "**Advice.** It can be said more clearly.",
}
_HEAD = Path(__file__).with_name("rules_page.md")


def page() -> str:
    """The whole page."""
    all_, held = measures(), measures(HELD_OUT)
    parts = [_HEAD.read_text(encoding="utf-8").format(**_counts(all_, held))]
    for level, says in _LEVELS.items():
        parts.append(f"\n{says}\n")
        for name, rule in RULES.items():
            if rule.level is level:
                parts.append(_rule(name, rule, all_.get(name), held.get(name)))
    return "\n".join(parts)


def _counts(all_: dict[str, Measure], held: dict[str, Measure]) -> dict[str, object]:
    """What the head of the page says of the set."""
    clean = sum(not one.rules for one in labelled())
    return {
        "texts": len(labelled()),
        "clean": clean,
        "rules": len(RULES),
        "measured": len(all_),
        "guides": len(GUIDES),
        "whole": _share(_sum(all_)),
        "held": _share(_sum(held)),
    }


def _sum(found: dict[str, Measure]) -> Measure:
    return Measure(
        hits=sum(one.hits for one in found.values()),
        wrong=sum(one.wrong for one in found.values()),
        missed=sum(one.missed for one in found.values()),
    )


def _share(one: Measure) -> str:
    return (
        f"precision {one.precision:.0%} ({one.hits} of {one.hits + one.wrong} findings), "
        f"recall {one.recall:.0%} ({one.hits} of {one.hits + one.missed} labels)"
    )


def _rule(name: str, rule: ContentRule, all_: Measure | None, held: Measure | None) -> str:
    languages = "every language" if rule.any_language else "English"
    lines = [f"### {name}\n", f"{rule.asks} Otherwise: {rule.right}.\n"]
    lines += [f"- source: {rule.source}", f"- holds in: {languages}"]
    lines += [f"- breaks it: {_shown(rule.breaks.text)}", f"- nearly: {_shown(rule.nearly.text)}"]
    if all_ and held:
        lines.append(f"- on the set: {_share(all_)}; on the part held out: {_share(held)}")
    else:
        breaks, nearly = (name in rules_of(make()) for make in GUIDES[name])
        right = "both told right" if breaks and not nearly else "not told right"
        lines.append(f"- on whole guides, one of each: {right}")
    return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    return f"`{text}`" if text[0].isupper() or text.startswith("[") else text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
