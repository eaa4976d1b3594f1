// A form of a part of the source: what somebody does in it becomes steps.
import { send, sendFile } from "./draft.js";

const placeOf = (element) => JSON.parse(element.dataset.at);
const memberOf = (element) => element.closest("[data-member]");

export class Form {
  constructor(element, outline, draft) {
    this.element = element;
    this.draft = draft;
    element.addEventListener("input", (event) => this.#written(event.target));
    element.addEventListener("change", (event) => this.#uploaded(event.target));
    element.addEventListener("submit", (event) => event.preventDefault());
    element.addEventListener("keydown", (event) => this.#key(event));
    for (const one of [element, outline]) {
      one.addEventListener("click", (event) => this.#clicked(event));
      one.addEventListener("dragstart", (event) => this.#dragged(event));
      one.addEventListener("dragover", (event) => this.#over(event));
      one.addEventListener("drop", (event) => this.#dropped(event));
      one.addEventListener("dragend", () => this.#let());
    }
    outline.addEventListener("keydown", (event) => this.#moveByKey(event));
  }

  show(html) {
    this.element.innerHTML = html;
  }

  // The element for the longest part of a place that the form shows.
  at(place) {
    for (let length = place.length; length > 0; length--) {
      const key = CSS.escape(JSON.stringify(place.slice(0, length)));
      const found = this.element.querySelector(`[data-at="${key}"]:is(input, textarea, select)`);
      if (found) return found;
      const member = this.element.querySelector(`[data-member="${key}"]`);
      if (member) return length < place.length ? member : (member.querySelector("input, textarea, select") ?? member);
      const around = this.element.querySelector(`[data-list-at="${key}"] .list-title`);
      if (around) return around;
    }
    return this.element.querySelector("input, textarea, select");
  }

  go(place) {
    const found = this.at(place);
    if (!found) return;
    found.closest("details:not([open])")?.setAttribute("open", "");
    found.scrollIntoView({ block: "center" });
    found.focus({ preventScroll: true });
    for (const one of this.element.querySelectorAll(".is-selected")) one.classList.remove("is-selected");
    (memberOf(found) ?? found).classList.add("is-selected");
  }

  markProblems(problems) {
    for (const one of this.element.querySelectorAll(".wrong-here")) {
      one.hidden = true;
      one.textContent = "";
    }
    for (const one of this.element.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    for (const { at, line, wrong, right, part, hole } of problems) {
      if (hole || !at.length || part !== this.draft.part) continue;
      const found = this.at(at);
      const slot = found?.matches("input, textarea, select")
        ? found.closest(".field").querySelector(".wrong-here")
        : (found?.querySelector?.(".wrong-here") ?? found?.parentElement?.querySelector(".wrong-here"));
      if (!slot) continue;
      const said = document.createElement("span");
      said.textContent = `Line ${line}: ${wrong}: ${right}`;
      slot.append(said);
      slot.hidden = false;
      if (found.matches("input, textarea, select")) found.setAttribute("aria-invalid", "true");
    }
  }

  #written(field) {
    if (!field.dataset.at) return;
    let value = field.value;
    const control = field.dataset.control;
    if (control === "words") value = value.split(",").map((one) => one.trim()).filter(Boolean);
    if (control === "number" && value !== "") value = Number(value);
    if (value === "" && "optional" in field.dataset) value = null;
    this.draft.write({ do: "set", at: placeOf(field), value });
    this.#measure(field);
  }

  async #uploaded(field) {
    const [file] = field.files ?? [];
    if (!file || !field.dataset.upload) return;
    const at = JSON.parse(field.dataset.upload);
    this.draft.told.said(`${file.name} is being added.`);
    const answer = await sendFile(`${this.draft.address}/picture`, file).catch(() => ({ said: "The studio does not answer." }));
    if (!answer.name) return this.draft.told.said(answer.said, true);
    await this.draft.take([{ do: "set", at, value: answer.name }]);
    this.go(at);
  }

  #waiting = new Map();

  #measure(field) {
    const count = field.closest(".field").querySelector(".count");
    if (!count) return;
    clearTimeout(this.#waiting.get(field));
    const counted = async () => {
      const limits = ["characters", "words", "sentence"].map((key) => [key, Number(field.dataset[key])]);
      const fields = [{ text: field.value, ...Object.fromEntries(limits) }];
      const text = field.value;
      const answer = await send("/edit/measure", { fields }).catch(() => ({}));
      if (!answer.list || field.value !== text) return;
      count.textContent = answer.list[0].said;
      field.closest(".field").classList.toggle("is-over", answer.list[0].over);
    };
    this.#waiting.set(field, setTimeout(counted, 120));
  }

  #clicked(event) {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const what = button.dataset.do;
    if (what === "move") return this.#move(memberOf(button), Number(button.dataset.by), button);
    const at = placeOf(button);
    const step = { do: what, at };
    if (button.dataset.what) step.what = button.dataset.what;
    this.#take(step, what.startsWith("remove") ? [...at.slice(0, -1), Math.max(0, at.at(-1) - 1)] : at);
  }

  async #take(step, then) {
    await this.draft.take([step]);
    if (then.length === 2 && then[0] === "sections") {
      const button = document.querySelector(`[data-member='${JSON.stringify(then)}'] .go`);
      if (step.do === "add" && button) return button.click();
      return button?.focus();
    }
    this.go(then);
  }

  async #move(member, by, from) {
    if (!member) return;
    const at = JSON.parse(member.dataset.member);
    const to = [...at.slice(0, -1), at.at(-1) + by];
    const around = member.closest("ol");
    const many = around.querySelectorAll(":scope > [data-member]").length;
    const least = Math.min(...[...around.querySelectorAll(":scope > [data-member]")].map((one) => JSON.parse(one.dataset.member).at(-1)));
    if (to.at(-1) < least || to.at(-1) >= least + many) return;
    const inOutline = !this.element.contains(member);
    const field = from?.dataset.at && JSON.parse(from.dataset.at);
    await this.draft.take([{ do: "move", at, to }]);
    const key = JSON.stringify(to);
    const place = (inOutline ? document : this.element).querySelector(`[data-member='${key}']`);
    if (field) return this.go([...to, ...field.slice(to.length)]);
    const button = place?.querySelector(`[data-do="move"][data-by="${by}"]`);
    (button && !button.disabled ? button : place?.querySelector("button:not([disabled])"))?.focus();
  }

  #moveByKey(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return false;
    event.preventDefault();
    const from = event.target.dataset.at && event.target.matches("input, textarea, select");
    this.#move(memberOf(event.target), by, from ? event.target : null);
    return true;
  }

  #key(event) {
    if (this.#moveByKey(event)) return;
    const member = memberOf(event.target);
    const isShort = member?.matches(".text, .item") && event.target.matches("textarea");
    if (event.key === "Enter" && event.target.matches("textarea, input")) {
      event.preventDefault(); // a text is one paragraph
      if (!isShort || event.isComposing) return;
      const at = JSON.parse(member.dataset.member);
      const next = [...at.slice(0, -1), at.at(-1) + 1];
      this.#take({ do: "add", at: next, what: member.matches(".item") ? "item" : "text" }, next);
    }
    if (event.key === "Backspace" && isShort && !event.target.value) {
      event.preventDefault();
      const at = JSON.parse(member.dataset.member);
      this.#take({ do: "remove", at }, [...at.slice(0, -1), Math.max(0, at.at(-1) - 1)]);
    }
  }

  // Dragging ---------------------------------------------------------------------------------

  #dragged(event) {
    const member = memberOf(event.target);
    if (!event.target.matches?.(".handle") || !member) return;
    this.held = member;
    member.classList.add("is-held");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", member.dataset.member);
    event.dataTransfer.setDragImage(member, 12, 12);
  }

  #target(event) {
    const over = event.target.closest?.(`[data-list="${this.held?.dataset.list}"]`);
    return over && !this.held.contains(over) ? over : null;
  }

  #over(event) {
    const over = this.held && this.#target(event);
    for (const one of document.querySelectorAll(".is-before, .is-after")) one.classList.remove("is-before", "is-after");
    if (!over) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    over.classList.add(event.clientY > top + height / 2 ? "is-after" : "is-before");
  }

  #dropped(event) {
    const over = this.held && this.#target(event);
    if (!over) return this.#let();
    event.preventDefault();
    const [at, to] = [this.held, over].map((one) => JSON.parse(one.dataset.member));
    if (over.classList.contains("is-after")) to[to.length - 1] += 1;
    const isSame = JSON.stringify(at.slice(0, -1)) === JSON.stringify(to.slice(0, -1));
    if (isSame && at.at(-1) < to.at(-1)) to[to.length - 1] -= 1;
    this.#let();
    if (JSON.stringify(at) !== JSON.stringify(to)) this.draft.take([{ do: "move", at, to }]);
  }

  #let() {
    for (const one of document.querySelectorAll(".is-held, .is-before, .is-after"))
      one.classList.remove("is-held", "is-before", "is-after");
    this.held = null;
  }
}
