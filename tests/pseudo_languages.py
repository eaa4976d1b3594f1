"""Languages that nobody speaks: each English word becomes letters of another script, or longer."""

from __future__ import annotations

import re
from collections.abc import Callable
from zlib import crc32

_ACCENTED = str.maketrans("aeiouAEIOU", "àéîöüÀÉÎÖÜ")
# What stays as it is: marks with what they lead to, escapes, and gaps of labels.
_KEPT = re.compile(r"(\[[^\]]*\]\(lang:[^)]*\)|\]\([^)]*\)|\[@[^\]]*\]|\\.|\{\w+\})")


def _each_word(text: str, word: Callable[[str], str], letters: str = "[^\\W\\d_]+") -> str:
    """The text with each of its words as `word` gives it back."""
    parts = _KEPT.split(text)
    return "".join(
        part if n % 2 else re.sub(letters, lambda found: word(found.group()), part)
        for n, part in enumerate(parts)
    )


def longer(text: str) -> str:
    """The text in accented letters, each word longer by two fifths."""

    def word(english: str) -> str:
        return english.translate(_ACCENTED) + "nesirat"[: round(0.4 * len(english))]

    return _each_word(text, word)


def _in_letters(letters: str) -> Callable[[str], str]:
    """Texts with each English word in other letters, as long as it was."""
    known = dict(zip("abcdefghijklmnopqrstuvwxyz", letters, strict=True))

    def said(text: str) -> str:
        return _each_word(text, lambda word: "".join(known[c] for c in word.lower()), "[A-Za-z]+")

    return said


def _in_words(vocabulary: str, *, parted: bool) -> Callable[[str], str]:
    """Texts with words of a language for each English one, without spaces where it has none."""
    words = vocabulary.split()

    def word(english: str) -> str:
        number = crc32(english.lower().encode())
        more = words[number // 97 % len(words)] if len(english) > 3 else ""
        return words[number % len(words)] + more

    def said(text: str) -> str:
        done = _each_word(text, word, "[A-Za-z]+")
        sign = f"[{''.join(sorted(set(''.join(words))))}]"
        return done if parted else re.sub(f"(?<={sign}) (?={sign})", "", done)

    return said


arabic = _in_letters("ابثدعفغهيجكلمنوبقرستوطخشزض")
hebrew = _in_letters("אבגדעפגהיזכלמנופקרשטוורחיצ")
cyrillic = _in_letters("абцдефгхийклмнопярстувшьыз")
greek = _in_letters("αβψδεφγηιξκλμνοπχρστθωςυζέ")
chinese = _in_words(
    """
    血液 身体 需要 医生 疼痛 药物 检查 治疗 症状 如果 因为 可能 每天 水 食物 心脏 呼吸
    儿童 女性 帮助 电话 时间 原因 疾病
    感到 头晕 正常 铁 服用 很
    """,
    parted=False,
)
korean = _in_words(
    """
    혈액 몸은 필요 의사 통증 약을 검사 치료 증상 만약 때문 가능 매일 물과 음식 심장 호흡
    어린이 여성 도움 전화 시간 원인
    질병 느낌 어지럼 정상 철분 복용 매우
    """,
    parted=True,
)
thai = _in_words(
    """
    เลือด ร่างกาย ต้องการ แพทย์ ปวด ยา ตรวจ รักษา อาการ ถ้า เพราะ อาจ
    ทุกวัน น้ำ อาหาร หัวใจ หายใจ เด็ก ผู้หญิง ช่วยเหลือ โทรศัพท์ เวลา
    สาเหตุ โรค รู้สึก เวียนหัว ปกติ ธาตุเหล็ก กิน มาก
    """,
    parted=False,
)
devanagari = _in_words(
    """
    रक्त शरीर ज़रूरत डॉक्टर दर्द दवा जाँच उपचार लक्षण यदि क्योंकि संभव
    प्रतिदिन पानी भोजन हृदय साँस बच्चा स्त्री सहायता फ़ोन समय कारण रोग
    महसूस चक्कर सामान्य लौह लेना बहुत
    """,
    parted=True,
)

LANGUAGES: dict[str, Callable[[str], str]] = {
    "fr": longer,
    "ar": arabic,
    "he": hebrew,
    "uk": cyrillic,
    "el": greek,
    "zh-Hans": chinese,
    "ko": korean,
    "th": thai,
    "hi": devanagari,
}
