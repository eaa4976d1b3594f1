// Search while typing. Pagefind reads an index that lies beside the pages; where a browser may not
// load it, as on a page opened from a file, the names and headings held in this page are searched.
// Without this script the lists on the page lead to every guide.
"use strict";
{
  const form = document.querySelector("form.search");
  const field = form.querySelector("input");
  const list = form.querySelector(".results");
  const count = form.querySelector(".count");
  const most = 12;
  const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = JSON.parse(document.getElementById("search-index").textContent).map((guide) => ({
    ...guide,
    name: plain(guide.title),
    all: ` ${plain(`${guide.title} ${guide.words} ${guide.about}`)}`,
  }));
  let pagefind;

  const load = () => {
    pagefind ??= import(new URL(form.dataset.bundle, document.baseURI))
      .then(async (found) => {
        await found.options({ excerptLength: 20 });
        await found.init();
        return found;
      })
      .catch(() => null);
    return pagefind;
  };

  const byName = (query) => {
    const words = plain(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    if (!words.length) return [];
    const rank = (guide) => (guide.name.startsWith(words[0]) ? 0 : guide.name.includes(words[0]) ? 1 : 2);
    return index
      .filter((guide) => words.every((word) => guide.all.includes(` ${word}`) || guide.name.includes(word)))
      .sort((one, other) => rank(one) - rank(other))
      .map((guide) => ({ href: form.dataset.root + guide.path, title: guide.title, text: guide.about, parts: [] }));
  };

  const byText = async (query) => {
    const engine = await load();
    const found = await engine?.debouncedSearch(query, {}, 150);
    if (!found) return found;
    const pages = await Promise.all(found.results.slice(0, most).map((result) => result.data()));
    return pages.map((page) => {
      const href = form.dataset.root + page.raw_url.replace(/^\//, "");
      const parts = page.sub_results
        .map((part) => ({ hash: new URL(part.url, location.href).hash, title: part.title }))
        .filter((part) => part.hash)
        .slice(0, 3)
        .map((part) => ({ href: href + part.hash, title: part.title }));
      return { href, title: page.meta.title, text: page.excerpt, marked: true, parts };
    });
  };

  const link = ({ href, title }) => Object.assign(document.createElement("a"), { href, textContent: title });

  // An excerpt is markup with <mark> around what was found; only its text and its marks are taken.
  const excerpt = ({ text, marked }) => {
    if (!marked) return [text];
    const parsed = new DOMParser().parseFromString(text, "text/html").body;
    return [...parsed.childNodes].map((node) => {
      if (node.nodeName !== "MARK") return node.textContent;
      return Object.assign(document.createElement("mark"), { textContent: node.textContent });
    });
  };

  const line = (guide) => {
    const item = document.createElement("li");
    const text = document.createElement("p");
    text.append(...excerpt(guide));
    item.append(link(guide), text);
    if (guide.parts.length) {
      const parts = document.createElement("ul");
      for (const part of guide.parts) {
        const one = document.createElement("li");
        one.append(link(part));
        parts.append(one);
      }
      item.append(parts);
    }
    return item;
  };

  const show = (guides, query) => {
    const { none, one, many } = count.dataset;
    const told = [none, one][guides.length] ?? many.replace("{count}", guides.length);
    count.textContent = query ? told : "";
    list.replaceChildren(...guides.map(line));
  };

  const search = async () => {
    const query = field.value.trim();
    const address = new URL(location.href);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (!query) return show([], query);
    let guides;
    try {
      guides = await byText(query);
    } catch {
      pagefind = Promise.resolve(null);
    }
    if (guides === null || query !== field.value.trim()) return; // more was typed meanwhile
    show(guides?.length ? guides : byName(query), query);
  };

  form.hidden = false;
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.value = new URL(location.href).searchParams.get("q") ?? "";
  if (field.value) search();
}
