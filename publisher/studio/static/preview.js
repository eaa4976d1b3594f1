// A page that follows what somebody writes: the server tells each state of the view as a whole.
import { Stage } from "./stage.js";

const main = document.querySelector("#content");
const parts = Object.fromEntries(
  ["status", "panel", "lost", "selected"].map((name) => [name, document.getElementById(name)]),
);
const stage = new Stage(document.querySelector("#stage"), main, select);
let blocks = {};

function take(state) {
  main.dataset.standing = state.standing;
  blocks = state.blocks;
  replace(parts.status, state.status);
  replace(parts.panel, state.panel);
  stage.take(state, blocks);
  markShown();
  main.dataset.mark = state.mark;
}

// What has not changed is left alone: focus and a reader's place stay.
function replace(element, html) {
  if (element.dataset.was === html) return;
  const { show, nth } = element.contains(document.activeElement) && document.activeElement.dataset;
  element.dataset.was = html;
  element.innerHTML = html;
  const same = (one) => one.dataset.show === show && one.dataset.nth === nth;
  if (show) [...element.querySelectorAll("[data-show]")].find(same)?.focus();
}

function select(id) {
  const [kind, line, last, text] = blocks[id] ?? [];
  if (!kind) return;
  const file = `sources/${main.dataset.view.split("/")[0]}/condition.yaml:${line}`;
  const [title, place, source, copy] = ["h2", "code", "pre", "button"].map((name) =>
    document.createElement(name),
  );
  title.textContent = `${kind[0].toUpperCase()}${kind.slice(1)} “${id}”`;
  place.textContent = last > line ? `${file} to ${last}` : file;
  source.textContent = text;
  source.tabIndex = 0;
  copy.type = "button";
  copy.textContent = "Copy the place";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(file);
    copy.textContent = "Copied";
  });
  parts.selected.replaceChildren(title, place, source, copy);
  parts.selected.hidden = false;
}

function markShown() {
  for (const button of parts.panel.querySelectorAll("[data-show]"))
    button.disabled = !stage.has(button.dataset.show);
}

parts.panel.addEventListener("click", (event) => {
  const id = event.target.closest("[data-show]")?.dataset.show;
  if (!id) return;
  stage.show(id);
  select(id);
});
stage.loaded = markShown;

const choices = document.querySelector("#choices");
choices.addEventListener("change", (event) => {
  if (event.target.name !== "width") return choices.requestSubmit();
  main.dataset.width = event.target.value;
  const address = new URL(location.href);
  address.searchParams.set("width", event.target.value);
  history.replaceState(null, "", address);
  stage.fit();
});

const events = new EventSource(`/events/${main.dataset.view}`);
events.addEventListener("state", (event) => take(JSON.parse(event.data)));
events.addEventListener("open", () => (parts.lost.hidden = true));
events.addEventListener("error", () => {
  parts.lost.hidden = false;
});
addEventListener("pagehide", () => events.close());
