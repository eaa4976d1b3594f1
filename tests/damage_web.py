"""Damages of a finished web page, made on the page of the source that contains every block."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from tests import damage_fonts
from tests.damages import Damage, replaced


def css(rule: str) -> Callable[[bytes], bytes]:
    """A careless rule at the end of the style sheet."""
    return replaced("</style>", f"{rule}</style>")


def tag(pattern: str, new: str) -> Callable[[bytes], bytes]:
    """The first place that a regular expression finds, written anew."""

    def make(data: bytes) -> bytes:
        text, count = re.subn(pattern, new, data.decode(), count=1, flags=re.DOTALL)
        assert count, f"{pattern} is not in the page"
        return text.encode()

    return make


_HIDING = (
    ".list{display:none}",
    "main section{display:none}",
    ".callout{visibility:hidden}",
    "li{font-size:0}",
    "p{font-size:1px}",
    "p{font-size:calc(1px*2)}",
    "dd{opacity:.05}",
    "main{opacity:0}",
    "li{color:#fff}",
    "li{color:white!important}",
    "p{color:#ccc}",
    "li{color:transparent}",
    "td{color:var(--paper)}",
    "ul{position:absolute;left:-9999px}",
    "ul{position:fixed;top:0}",
    ".list{text-indent:-999em}",
    ".list{margin-left:-100em}",
    ".list{transform:scale(0)}",
    ".list{clip-path:inset(50%)}",
    ".list{height:0;overflow:hidden}",
    ".list{max-height:1px;overflow:hidden}",
    ".list{overflow:hidden}",
    ".list{width:1px}",
    ".list{filter:opacity(0)}",
    ".list{filter:blur(5px)}",
    ".list{content-visibility:hidden}",
    ".list{mask:linear-gradient(transparent,transparent)}",
    "@media print{.list{display:none}}",
    "@media (max-width:400px){.callout{display:none}}",
    "@media (min-width:1600px){.callout{display:none}}",
    "@media (prefers-color-scheme:dark){li{color:#000}}",
    "@media (forced-colors:active){li{display:none}}",
    "main::after{content:'';position:fixed;inset:0;background:#fff}",
    "ol{list-style:none}",
    "ol{list-style-type:lower-alpha}",
    "ol li{counter-increment:none;list-style-type:disc}",
    "li{line-height:0}",
    "li{letter-spacing:-1em}",
    "li{direction:rtl;unicode-bidi:bidi-override}",
    "li{-webkit-text-fill-color:transparent}",
    "li{text-decoration:line-through}",
    "ol{display:flex;flex-direction:column-reverse}",
    "li:first-child{order:9}",
    "li{display:table-column}",
    "li{animation:fade 1s forwards}",
    "a{pointer-events:none}",
    "svg{display:none}",
    "svg{opacity:0}",
    "td{background:linear-gradient(#000,#000)}",
    "section{background:#102030}",
    ":is(li){display:none}",
    "li:nth-child(2){display:none}",
    "body>*{display:none}",
    "@supports (display:grid){li{display:none}}",
    "main{& li{display:none}}",
    "p{color:oklch(.98 0 0)}",
    "p{color:color-mix(in srgb,white,white)}",
    "p{color:light-dark(#fff,#000)}",
    "p{color:Canvas}",
    "p{text-shadow:0 0 9px #fff}",
    "p{outline:99em solid #fff}",
    "h2{border-bottom:90em solid #fff}",
    "p{outline:1em solid #fff;outline-offset:-1em}",
    "p::after{content:'';display:block;height:20em;margin-top:-20em;background:#fff}",
    "p::after{content:'';display:block;position:relative;top:-5em;background:#fff}",
    "p::before{content:'';float:left;height:20em;width:40em;background:#fff}",
    "p::first-letter{font-size:0}",
    "p::first-line{color:#fff}",
    "ol li::marker{content:''}",
    "ol li{display:block}",
    "main:focus-within{opacity:0}",
    "p:hover{display:none}",
    "p{direction:rtl}",
    "html{font-size:10px}",
)
_OF_NO_LAYOUT = (
    "p{font-size:90px}",
    "p{font-family:Wingdings}",
    "p{text-transform:uppercase}",
    "p{font-variant-caps:all-small-caps}",
    "p{white-space:nowrap}",
    "p{word-spacing:3em}",
    "p{writing-mode:vertical-rl}",
    "table{display:block}",
    "main{display:flex}",
    "main{columns:6}",
    "main ul{list-style:none}",
    "li{float:right}",
    "li::marker{color:#fff}",
    "main a{text-decoration:none}",
    "a:focus-visible{outline:0!important}",
    ".skip:focus{inset-block-start:-99px!important}",
    "@page{size:2in 2in}",
    "@page{margin:90mm}",
    "@layer a{p{display:none}}",
    "@container (width>1px){p{display:none}}",
    "@scope (main){p{display:none}}",
    "@property --ink{syntax:'<color>';inherits:false;initial-value:#fff}",
    "@import 'https://example.com/x.css';",
    "h2::after{content:'';display:block;height:20em}",
)
_DRAWN = (
    "svg path,svg rect,svg circle,svg text{fill:#fff!important;stroke:#fff!important}",
    "svg text{display:none}",
    "svg *{opacity:0}",
    "svg{transform:scaleX(-1)}",
    "svg{scale:-1 1}",
    "svg{rotate:180deg}",
    "svg{filter:invert(1)}",
    "svg{filter:grayscale(1)}",
    "svg{clip-path:inset(0 50% 0 0)}",
    "svg{mix-blend-mode:difference}",
    "svg{inline-size:20px;block-size:400px}",
    "svg{overflow:hidden;block-size:30px}",
    "svg{zoom:.1}",
    "svg{--tint:#102030}",
    ":root{--accent-tint:#c00000}",
    "@media (prefers-color-scheme:dark){:root{--tint:#e5f0f0}}",
    "@media print{svg{--ink:#f0f0f0}}",
    "figure{--paper:#12282c}",
    "header.site{--brand:#008000}",
)
_ADDING = (
    ".list::before{content:'Do not'}",
    "li::after{content:' (not)'}",
    "p::before{content:attr(id)}",
    "li::marker{content:'9. '}",
    "ul{list-style-type:'No '}",
    "@page{@top-center{content:'Reviewed by a doctor'}}",
)
_ICON = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    b'<circle cx="32" cy="32" r="30" fill="#00626b"/></svg>'
).decode()
REVIEW = "Draft: not yet reviewed by a clinician"

DAMAGES = (
    *(Damage("added" if r in _ADDING else "seen", r, css(r)) for r in (*_HIDING, *_ADDING)),
    *(Damage("pictured", rule, css(rule)) for rule in _DRAWN),
    Damage("pictured", "no picture for the ear", tag(r'(<figure.*?<svg[^>]*) role="img"', r"\1")),
    Damage("followed", "a link without a keyboard", tag(r"<a ", '<a tabindex="-1" ')),
    Damage("followed", "a link that reports", tag(r'<a href="https', '<a ping="//x" href="https')),
    Damage("ordered", "an entry less", tag(r'(<nav[^>]*contents.*?)<li><a href="#.*?</li>', r"\1")),
    Damage("ordered", "a text that runs the other way", tag(r"<p ", '<p dir="rtl" ')),
    Damage("added", "a field", tag(r"<p ", "<p contenteditable ")),
    Damage("intact", "no policy", tag(r"<meta http-equiv=.*?>", "")),
    Damage("intact", "no window", tag(r'<meta name="viewport".*?>', "")),
    Damage("intact", "no main", lambda d: d.replace(b"<main", b"<div")),
    Damage("said", "no linked data", tag(r'<script type="application/ld\+json">.*?</script>', "")),
    Damage("said", "linked data of a drug", tag('"@type":"MedicalWebPage"', '"@type":"Drug"')),
    Damage("seen", "a sheet for paper alone", tag("<style>", '<style media="print">')),
    Damage("seen", "hidden on a list", tag(r'<div class="list"', '<div hidden class="list"')),
    Damage("seen", "style on a list", tag(r"<ul>", '<ul style="display:none">')),
    Damage("seen", "inert", tag(r"<main ", "<main inert ")),
    Damage(
        "seen",
        "in a template",
        tag(r"<ul>(.*?)</ul>(?=\s*</div>)", r"<template><ul>\1</ul></template>"),
    ),
    Damage("seen", "in a closed dialog", tag(r"<ol>(.*?)</ol>", r"<dialog><ol>\1</ol></dialog>")),
    Damage(
        "seen",
        "folded away",
        tag(r"<ol>(.*?)</ol>", r"<details><summary></summary><ol>\1</ol></details>"),
    ),
    Damage("seen", "aria-hidden", tag(r"<ol>", '<ol aria-hidden="true">')),
    Damage("seen", "struck through", tag(r"<li>([^<]+)</li>", r"<li><s>\1</s></li>")),
    Damage(
        "seen", "a font element", tag(r"<li>([^<]+)</li>", r'<li><font color="#fff">\1</font></li>')
    ),
    Damage("followed", "a telephone number", tag(r'href="tel:[^"]*"', 'href="tel:5550199"')),
    Damage(
        "followed",
        "every telephone link",
        lambda d: re.sub(rb'href="tel:[^"]*"', b'href="tel:5550199"', d),
    ),
    Damage(
        "followed", "a mail address", tag(r'href="mailto:[^"]*"', 'href="mailto:x@example.com"')
    ),
    Damage(
        "followed",
        "a reference's address",
        tag(r'(<li id="reference-.*?)href="https://[^"]*"', r'\1href="https://example.com/"'),
    ),
    Damage(
        "followed",
        "the clinic's own address, no link",
        tag(r'<a href="https://example.org/riverbend">([^<]*)</a>', r"\1"),
    ),
    Damage(
        "followed",
        "the clinic's mail, no link",
        tag(r'<a href="mailto:[^"]*">([^<]*)</a>', r"\1"),
    ),
    Damage("followed", "a link without a target", tag(r'<a href="https://[^"]*">', "<a>")),
    Damage(
        "followed", "a link that is no link", tag(r'<a href="(https://[^"]*)">([^<]*)</a>', r"\2")
    ),
    Damage(
        "followed",
        "a link more",
        tag(r"<li>([^<]+)</li>", r'<li><a href="https://example.com/">\1</a></li>'),
    ),
    Damage(
        "followed",
        "an entry of the contents",
        tag(r'<li><a href="#[^"]*">What', '<li><a href="#about">What'),
    ),
    Damage("followed", "a term", tag(r'href="#entry-[^"]*"', 'href="#about"')),
    Damage("followed", "a citation", tag(r'(role="doc-biblioref" href="#)[^"]*"', r'\1about"')),
    Damage("followed", "another window", tag(r'<a href="https', '<a target="_blank" href="https')),
    Damage("ordered", "steps without numbers", tag(r"<ol>(.*?)</ol>", r"<ul>\1</ul>")),
    Damage(
        "ordered", "a list with numbers", tag(r'(class="list" .*?)<ul>(.*?)</ul>', r"\1<ol>\2</ol>")
    ),
    Damage("ordered", "steps from 5", tag(r"<ol>", '<ol start="5">')),
    Damage("ordered", "steps backwards", tag(r"<ol>", "<ol reversed>")),
    Damage("ordered", "a step's own number", tag(r"(<ol>.*?)<li>", r'\1<li value="7">')),
    Damage("ordered", "letters for numbers", tag(r"<ol>", '<ol type="a">')),
    Damage("ordered", "a header cell", tag(r'<th scope="col">(.*?)</th>', r"<td>\1</td>")),
    Damage("ordered", "the scope of a header cell", tag(r'<th scope="row">', "<th>")),
    Damage(
        "ordered", "another heading of a cell", tag(r'data-column="[^"]*"', 'data-column="Dose"')
    ),
    Damage("ordered", "a level of heading", tag(r"<h2>(.*?)</h2>", r"<h3>\1</h3>")),
    Damage("ordered", "a heading without a role", tag(r"<h2>", '<h2 role="presentation">')),
    Damage("ordered", "a list without a role", tag(r"<ul>", '<ul role="none">')),
    Damage(
        "said",
        "strong",
        tag(r"<strong>(an emergency|[^<]*)</strong>(?![^<]*</?(span|caption))", r"\1"),
    ),
    Damage("said", "emphasis", tag(r"<em>([^<]*)</em>", r"\1")),
    Damage("said", "a language", tag(r'(<(?:span|i)[^>]*?) lang="[^"]*"', r"\1")),
    Damage("said", "urgency", tag(r'class="callout emergency"', 'class="callout note"')),
    Damage(
        "said", "the draft mark at the head", tag(rf'<p class="review unreviewed">{REVIEW}</p>', "")
    ),
    Damage("said", "the draft mark at the end", tag(rf'<p class="review">{REVIEW}</p>', "")),
    Damage("said", "the draft mark, reviewed", tag(REVIEW, "Reviewed by a clinician")),
    Damage("said", "the title of the window", tag(r"<title>.*?</title>", "<title>Aspirin</title>")),
    Damage(
        "said",
        "the description",
        tag(r'name="description" content="[^"]*"', 'name="description" content="x"'),
    ),
    Damage("added", "a title on a paragraph", tag(r"<p ", '<p title="Take 10 pills" ')),
    Damage("added", "a label", tag(r"<ol>", '<ol aria-label="Do not do this">')),
    Damage("added", "a label from elsewhere", tag(r"<ol>", '<ol aria-labelledby="about">')),
    Damage("added", "a script", tag(r"</body>", "<script>alert(1)</script></body>")),
    Damage("added", "a handler", tag(r"<ol>", '<ol onclick="x()">')),
    Damage("added", "a frame", tag(r"</body>", '<iframe srcdoc="x"></iframe></body>')),
    Damage(
        "added",
        "a picture",
        tag(r"</main>", '<img src="data:image/png;base64,AA==" alt=""></main>'),
    ),
    Damage("added", "a form", tag(r"</main>", '<form><input value="x"></form></main>')),
    Damage(
        "added",
        "refresh",
        tag(r"<head>", '<head><meta http-equiv="refresh" content="0;https://example.com">'),
    ),
    Damage("added", "a base", tag(r"<head>", '<head><base href="https://example.com/">')),
    Damage("added", "a style sheet", tag(r"<head>", '<head><link rel="stylesheet" href="x.css">')),
    Damage(
        "added",
        "reviewed by",
        tag(r'"@type":"MedicalWebPage"', '"@type":"MedicalWebPage","reviewedBy":"Dr. X"'),
    ),
    Damage("added", "a paragraph", tag(r"</main>", "<p>Take 10 pills.</p></main>")),
    Damage("intact", "words after the end", lambda d: d + b"<p>Take 10 pills.</p>"),
    Damage("pictured", "a drawing emptied", tag(r"(<figure.*?<svg[^>]*>).*?</svg>", r"\1</svg>")),
    Damage(
        "pictured",
        "a shape taken out",
        tag(r"(<figure.*?<svg.*?)<(circle|path|rect|ellipse)[^>]*/>", r"\1"),
    ),
    Damage(
        "pictured",
        "a shape in white",
        tag(r'(<figure.*?<svg.*?<(?:circle|path|rect|ellipse)[^>]*fill=")[^"]*"', r'\1#fff"'),
    ),
    Damage("pictured", "stretched", tag(r"(<figure.*?<svg)", r'\1 preserveAspectRatio="none"')),
    Damage("pictured", "cropped", tag(r'(<figure.*?<svg[^>]*viewBox=")[^"]*"', r'\g<1>0 0 10 10"')),
    Damage("pictured", "the logo taken out", tag(r"<svg.*?</svg>", "")),
    Damage("pictured", "another icon", tag(r'(rel="icon" href="data:[^,]*,)[^"]*', rf"\1{_ICON}")),
    Damage("pictured", "no icon", tag(r'<link rel="icon"[^>]*>', "")),
    Damage("pictured", "a label in a drawing", tag(r"(<figure.*?<text[^>]*>)[^<]+", r"\1Liver")),
    # What no layout writes.
    *(Damage("seen", rule, css(rule)) for rule in _OF_NO_LAYOUT),
    Damage("ordered", "a class of no layout", tag(r'<div class="list"', '<div class="secret"')),
    Damage("ordered", "a role of no layout", tag(r"<section ", '<section role="alert" ')),
    Damage("seen", "live or not", tag(r"<p ", '<p aria-live="off" ')),
    Damage("added", "a comment", tag(r"</main>", "<!-- Take 10 pills --></main>")),
    Damage("added", "an author", tag("</head>", '<meta name="author" content="Dr. X"></head>')),
    Damage("followed", "no way past the head", tag(r'<a class="skip".*?</a>', "")),
    Damage("followed", "a way elsewhere", tag(r'(class="skip" href="#)[^"]*', r"\1about")),
    Damage("followed", "a message", tag(r'href="tel:', 'href="sms:')),
    Damage("followed", "a download", tag(r'<a href="https', '<a download href="https')),
    Damage("said", "the language of the page", tag(r'<html lang="[^"]*"', '<html lang="de"')),
    Damage("said", "another code", tag(r'"codeValue":\s*"[^"]*"', '"codeValue":"X00"')),
    Damage("intact", "no type", lambda d: re.sub(rb"(?i)<!doctype html>", b"", d, count=1)),
    Damage("intact", "letters of old", tag(r'<meta charset="utf-8">', '<meta charset="latin1">')),
    *damage_fonts.WEB,
)
