// The editor: a draft as a form or as text, and the page that is made of what was saved.
import { Draft } from "./draft.js";
import { Form } from "./form.js";
import { Stage } from "./stage.js";
import { TextView } from "./text.js";

const main = document.querySelector("#content");
const part = (name) => document.getElementById(name);
const [said, save, undo, lost] = ["said", "save", "undo", "lost"].map(part);
const address = `/edit/${main.dataset.kind}/${main.dataset.name}`;
let ids = {};
let shared = {};
let problems = [];
let isAsText = false;

const draft = new Draft(address, main.dataset.part, {
  said: say,
  draft: take,
  changed: tellChanged,
  saved: () => {
    const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    say(`Saved at ${now}`);
    part("conflict").hidden = true;
    tellChanged(true);
  },
  refused: (answer) => {
    say(answer.said, true);
    part("problems").querySelector("button")?.focus();
  },
  conflict: showConflict,
  overtaken: () => say("Somebody else has saved this file since you began. You see it when you save.", true),
  failed: (error) => {
    lost.hidden = false;
    console.warn(error);
  },
});
const form = new Form(part("form"), part("outline"), draft);
const text = new TextView(part("text-view"), draft, address);

function say(words, isWrong = false) {
  said.textContent = words;
  said.classList.toggle("is-wrong", isWrong);
}

function tellChanged(isSaid = false) {
  lost.hidden = true;
  save.disabled = !draft.isChanged;
  undo.disabled = !draft.past.length;
  if (isSaid === true) return;
  if (!draft.isChanged) say("All is saved.");
  else if (!said.classList.contains("is-wrong")) say("Not saved yet");
}

function take(answer, isForm) {
  ({ ids, shared, problems } = answer);
  said.classList.remove("is-wrong");
  part("problems").innerHTML = answer.summary;
  if (isForm) {
    form.show(answer.form);
    part("outline").innerHTML = answer.outline;
    rememberPart(answer.part);
  }
  for (const one of part("outline").querySelectorAll("[data-part]")) {
    const count = problems.filter((problem) => problem.part === one.dataset.part).length;
    const label = one.querySelector(".wrong-count");
    label.hidden = !count;
    label.textContent = count ? `${count} to mend` : "";
  }
  form.markProblems(problems);
  text.take(answer.text, problems);
}

function rememberPart(name) {
  const url = new URL(location.href);
  url.searchParams.set("part", name);
  history.replaceState(null, "", url);
  if (part("part")) part("part").value = name;
}

// Where things stand ---------------------------------------------------------------------------

async function go(name, place) {
  if (isAsText) return text.go(place, problems);
  if (name && name !== draft.part) await draft.show(name);
  if (place) form.go(place);
}

main.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (!button) return;
  const place = button.dataset.to ? JSON.parse(button.dataset.to) : null;
  if (isAsText && place) return text.line(problems.find((one) => JSON.stringify(one.at) === JSON.stringify(place))?.line);
  go(button.dataset.go, place).then(() => {
    if (place) return;
    part("outline").querySelector(`[data-go="${CSS.escape(button.dataset.go)}"]`)?.focus();
    part("form").scrollIntoView({ block: "nearest" });
  });
});

function select(id) {
  const place = part("selected");
  place.replaceChildren();
  if (shared[id]) {
    const link = document.createElement("a");
    link.href = `/edit/shared/${encodeURIComponent(shared[id])}`;
    link.textContent = `sources/shared/${shared[id]}.yaml`;
    place.append("These words are shared: ", link);
    return;
  }
  const found = ids[id];
  if (!found) return;
  const line = blocks[id]?.[1];
  place.textContent = line ? `${id}, line ${line}` : id;
  if (isAsText) text.line(line);
  else go(found[0], found[1]);
}

// Back: the block of the field that is written in is shown on the page.
part("form").addEventListener("focusin", (event) => {
  const at = JSON.stringify(JSON.parse(event.target.closest("[data-member]")?.dataset.member ?? "null"));
  const [id] = Object.entries(ids).find(([, [, place]]) => JSON.stringify(place) === at) ?? [];
  if (id && id !== shownId) stage?.show(id, true);
  shownId = id;
});
let shownId = "";

// Saving -----------------------------------------------------------------------------------------

save.addEventListener("click", () => draft.save());
undo.addEventListener("click", () => draft.undo());
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  if (isAsText) text.settle();
  draft.save();
});

function showConflict(answer) {
  const place = part("conflict");
  say("Not saved: somebody else has saved this file.", true);
  place.innerHTML = answer.conflict;
  place.hidden = false;
  place.focus();
  place.onclick = (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    place.hidden = true;
    choose(choice, answer);
  };
}

async function choose(choice, { base, theirs, both }) {
  const mine = draft.text;
  if (choice === "both") await draft.rebase(base, theirs, both);
  if (choice === "theirs") await draft.rebase(base, theirs, theirs);
  if (choice === "mine") {
    await draft.rebase(base, theirs, mine);
    await draft.save();
  }
  if (choice === "both") say("Both are together now, and not saved yet.");
  save.focus();
}

for (const [button, asText] of [[part("as-form"), false], [part("as-text"), true]])
  button.addEventListener("click", async () => {
    await (isAsText ? text.settle() : draft.settle());
    isAsText = asText;
    part("as-form").setAttribute("aria-pressed", String(!asText));
    part("as-text").setAttribute("aria-pressed", String(asText));
    part("form").hidden = part("outline").hidden = asText;
    part("text-view").hidden = !asText;
    main.classList.toggle("as-text", asText);
    if (asText) text.show();
    else await draft.show(draft.part);
  });

// The page beside --------------------------------------------------------------------------------

let blocks = {};
let stage = null;
if (main.dataset.view) {
  stage = new Stage(part("stage"), main, select);
  const events = new EventSource(`/events/${main.dataset.view}`);
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    main.dataset.standing = state.standing;
    ({ blocks } = state);
    if (part("status").dataset.was !== state.status) part("status").innerHTML = state.status;
    part("status").dataset.was = state.status;
    if (part("panel").dataset.was !== state.panel) part("panel").innerHTML = state.panel;
    part("panel").dataset.was = state.panel;
    const known = Object.fromEntries([...Object.keys(ids), ...Object.keys(shared)].map((id) => [id, true]));
    stage.take(state, { ...known, ...blocks });
    main.dataset.mark = state.mark;
  });
  events.addEventListener("open", () => (lost.hidden = true));
  events.addEventListener("error", () => (lost.hidden = false));
  addEventListener("pagehide", () => events.close());
  part("panel").addEventListener("click", (event) => {
    const id = event.target.closest("[data-show]")?.dataset.show;
    if (!id) return;
    stage.show(id);
    select(id);
  });
  part("choices").addEventListener("change", () => {
    draft.keep();
    part("choices").requestSubmit();
  });
}

await draft.open();
