// The text of the file: numbers of lines, problems beside them, completion of keys and kinds.
import { send } from "./draft.js";

export class TextView {
  problems = [];

  constructor(element, draft, address) {
    this.element = element;
    this.draft = draft;
    this.address = address;
    element.innerHTML = `<div class="sheet"><ol class="gutter" aria-hidden="true"></ol><textarea id="text" aria-label="The text of the file" spellcheck="true" autocapitalize="off" wrap="off"></textarea><ul class="offers" id="offers" role="listbox" aria-label="What may stand here" hidden></ul></div><p class="hint" id="text-help">Ctrl and Space offer what may stand here; Escape and Tab leave the text.</p>`;
    this.area = element.querySelector("textarea");
    this.gutter = element.querySelector(".gutter");
    this.offers = element.querySelector(".offers");
    this.area.setAttribute("aria-describedby", "text-help");
    this.area.addEventListener("input", () => this.#written());
    this.area.addEventListener("scroll", () => this.#scrolled());
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    this.offers.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const at = [...this.offers.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.#insert(at);
    });
  }

  show() {
    this.take(this.draft.text, this.problems, true);
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(0, 0);
    this.area.scrollTop = 0;
  }

  take(text, problems, always = false) {
    this.problems = problems;
    const now = text.replaceAll("\r\n", "\n");
    if (this.area.value !== now && (always || document.activeElement !== this.area)) this.area.value = now;
    this.#number();
  }

  #number() {
    const count = this.area.value.split("\n").length;
    const wrong = new Map();
    for (const one of this.problems) wrong.set(one.line, [...(wrong.get(one.line) ?? []), one]);
    const rows = Array.from({ length: count }, (_, n) => {
      const row = document.createElement("li");
      row.textContent = n + 1;
      const found = wrong.get(n + 1);
      if (found) {
        row.className = "is-wrong";
        row.title = found.map((one) => `${one.wrong}: ${one.right}`).join("\n");
      }
      return row;
    });
    this.gutter.replaceChildren(...rows);
    this.#scrolled();
  }

  #scrolled() {
    this.gutter.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }

  #timer = 0;

  #written() {
    this.draft.pending.clear();
    this.draft.text = this.area.value;
    this.draft.keep();
    this.draft.told.changed();
    this.#number();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.settle(), 400);
    if (!this.offers.hidden) this.#offer();
  }

  settle() {
    clearTimeout(this.#timer);
    if (this.area.value === this.draft.text.replaceAll("\r\n", "\n") && !this.draft.isChanged) return null;
    return this.draft.replace(this.area.value, false);
  }

  line(number) {
    if (!number) return;
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
    this.area.scrollTop = Math.max(0, (number - 6) * this.#height);
  }

  get #height() {
    return parseFloat(getComputedStyle(this.area).lineHeight);
  }

  go(place, problems) {
    const found = problems.find((one) => JSON.stringify(one.at) === JSON.stringify(place));
    this.line(found?.line);
  }

  // Completion ---------------------------------------------------------------------------------

  async #offer() {
    const at = this.area.selectionStart;
    const text = this.area.value;
    const answer = await send(`${this.address}/complete`, { text, at });
    if (answer.status !== 200 || this.area.value !== text) return;
    this.found = answer;
    this.chosen = 0;
    this.offers.replaceChildren(
      ...answer.offers.map(({ text: words, says }, n) => {
        const row = document.createElement("li");
        row.role = "option";
        row.id = `offer-${n}`;
        const name = document.createElement("b");
        name.textContent = words.trim();
        row.append(name, says ? ` ${says}` : "");
        return row;
      }),
    );
    this.offers.hidden = !answer.offers.length;
    this.#mark();
    const row = text.slice(0, at).split("\n").length;
    this.offers.style.insetBlockStart = `${Math.max(0, row * this.#height - this.area.scrollTop + 10)}px`;
  }

  #mark() {
    [...this.offers.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === this.chosen)));
    this.offers.children[this.chosen]?.scrollIntoView({ block: "nearest" });
    if (this.offers.hidden) this.area.removeAttribute("aria-activedescendant");
    else this.area.setAttribute("aria-activedescendant", `offer-${this.chosen}`);
  }

  #close() {
    this.offers.hidden = true;
    this.#mark();
  }

  #insert(number) {
    const { from, offers } = this.found;
    this.area.setRangeText(offers[number].text, from, this.area.selectionStart, "end");
    this.#close();
    this.#written();
  }

  #key(event) {
    if (event.ctrlKey && event.key === " ") {
      event.preventDefault();
      this.#offer();
      return;
    }
    if (!this.offers.hidden) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const many = this.offers.children.length;
      if (by) this.chosen = (this.chosen + by + many) % many;
      else if (event.key === "Enter" || event.key === "Tab") this.#insert(this.chosen);
      else if (event.key === "Escape") this.#close();
      else return;
      event.preventDefault();
      if (by) this.#mark();
      return;
    }
    if (event.key === "Escape") this.leaves = true;
    else if (event.key === "Tab" && !this.leaves && !event.shiftKey) {
      event.preventDefault();
      this.area.setRangeText("  ", this.area.selectionStart, this.area.selectionEnd, "end");
      this.#written();
    } else if (event.key === "Enter") this.#newLine(event);
    if (event.key !== "Escape") this.leaves = false;
  }

  // A new line begins where the one before does.
  #newLine(event) {
    event.preventDefault();
    const before = this.area.value.slice(0, this.area.selectionStart);
    const [indent] = /^ */.exec(before.slice(before.lastIndexOf("\n") + 1));
    this.area.setRangeText(`\n${indent}`, this.area.selectionStart, this.area.selectionEnd, "end");
    this.#written();
  }
}
