// The draft of a file: its whole text, kept in this window until it is saved.
export const secret = document.querySelector('meta[name="write"]').content;

export async function send(address, data) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Studio-Write": secret },
    body: JSON.stringify(data),
  });
  const type = answer.headers.get("content-type") ?? "";
  const told = type.startsWith("application/json") ? await answer.json() : { said: await answer.text() };
  return { status: answer.status, ...told, list: Array.isArray(told) ? told : undefined };
}

// A file as it is; the answer is that of the studio.
export async function sendFile(address, file) {
  const answer = await fetch(`${address}?file=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", "X-Studio-Write": secret },
    body: file,
  });
  const isData = answer.headers.get("content-type")?.startsWith("application/json");
  return isData ? answer.json() : { said: await answer.text() };
}

export class Draft {
  base = "";
  before = "";
  text = "";
  part = "";
  pending = new Map();
  past = [];
  #turns = Promise.resolve();
  #timer = 0;
  #key;

  constructor(address, part, told) {
    this.address = address;
    this.part = part;
    this.told = told; // what shows: a form, problems, what is said
    this.#key = `draft:${address}`;
  }

  get isChanged() {
    return this.text !== this.before || this.pending.size > 0;
  }

  // One thing after the other: each step is taken in the text that the one before has made.
  #turn(work) {
    const next = this.#turns.then(work).catch((error) => this.told.failed(error));
    this.#turns = next;
    return next;
  }

  open() {
    const kept = this.#kept();
    return this.#turn(async () => {
      const asked = kept
        ? { text: kept.text, steps: kept.pending, part: this.part }
        : { part: this.part };
      let answer = await send(`${this.address}/draft`, asked);
      if (kept && answer.status !== 200)
        answer = await send(`${this.address}/draft`, { text: kept.text, part: this.part });
      this.base = kept?.base ?? answer.saved;
      this.before = kept?.before ?? answer.before;
      this.#take(answer, true);
      if (kept && this.isChanged) this.told.said("What you had not saved is here again.");
    });
  }

  // A value that somebody writes: kept at once, taken a moment later.
  write(step) {
    this.pending.set(JSON.stringify(step.at), step);
    this.keep();
    this.told.changed();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.settle(), 500);
  }

  settle() {
    clearTimeout(this.#timer);
    return this.#turn(() => this.#taken([], false));
  }

  // A step after which the form looks otherwise.
  take(steps) {
    clearTimeout(this.#timer);
    return this.#turn(() => this.#taken(steps, true));
  }

  show(part) {
    clearTimeout(this.#timer);
    return this.#turn(() => this.#taken([], true, part));
  }

  async #taken(steps, form, part = this.part) {
    const pending = [...this.pending];
    if (!pending.length && !steps.length && !form) return;
    const text = this.text;
    const all = [...pending.map(([, step]) => step), ...steps];
    const answer = await send(`${this.address}/draft`, { text, steps: all, part, form });
    if (answer.status !== 200) {
      if (answer.status === 400) this.pending.clear();
      this.told.said(answer.said, true);
      return;
    }
    for (const [key, step] of pending)
      if (this.pending.get(key) === step) this.pending.delete(key);
    if (steps.length) this.past.push(text);
    if (this.past.length > 50) this.past.shift();
    this.#take(answer, form);
  }

  // The whole text, as somebody writes it.
  replace(text, form = true) {
    clearTimeout(this.#timer);
    this.pending.clear();
    this.text = text;
    this.keep();
    this.told.changed();
    return this.#turn(async () => {
      const answer = await send(`${this.address}/draft`, { text, part: this.part, form });
      if (this.text === text) this.#take(answer, form);
    });
  }

  undo() {
    const text = this.past.pop();
    if (text !== undefined) this.replace(text);
  }

  #take(answer, form) {
    if (answer.status !== 200) return this.told.said(answer.said, true);
    this.text = answer.text;
    this.part = answer.part || this.part;
    this.keep();
    this.told.draft(answer, form);
    this.told.changed();
    if (answer.saved !== this.base) this.told.overtaken();
  }

  save() {
    clearTimeout(this.#timer);
    return this.#turn(async () => {
      await this.#taken([], false);
      if (this.pending.size) return;
      const { base, text, before } = this;
      const answer = await send(`${this.address}/save`, { base, text, before });
      if (answer.status === 200) this.#saved(answer);
      else if (answer.status === 409) this.told.conflict(answer);
      else this.told.refused(answer);
    });
  }

  #saved({ base, text }) {
    this.base = base;
    this.before = this.text = text;
    this.keep();
    this.told.saved();
  }

  // Goes on from what somebody else has saved.
  rebase(base, before, text) {
    this.base = base;
    this.before = before;
    return this.replace(text);
  }

  keep() {
    const { base, before, text } = this;
    if (!this.isChanged) return sessionStorage.removeItem(this.#key);
    const pending = [...this.pending.values()];
    sessionStorage.setItem(this.#key, JSON.stringify({ base, before, text, pending }));
  }

  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }
}
