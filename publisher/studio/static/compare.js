// Two versions side by side; passages that differ are marked on both and listed.
import { Stage } from "./stage.js";

const main = document.querySelector("#content");
const title = document.querySelector("#differ");
const list = document.querySelector("#list");

const sides = [...document.querySelectorAll(".side")].map((element) => {
  const stage = new Stage(element.querySelector(".stage"), element, (id) => sides.forEach((one) => one.show(id)));
  stage.loaded = compare;
  if ("published" in element.dataset) return stage;
  const events = new EventSource(`/events/${element.dataset.view}`);
  const lost = document.querySelector("#lost");
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    element.dataset.standing = state.standing;
    element.querySelector(".status").innerHTML = state.status;
    stage.take(state, state.blocks);
    compare();
  });
  events.addEventListener("open", () => (lost.hidden = true));
  events.addEventListener("error", () => (lost.hidden = false));
  addEventListener("pagehide", () => events.close());
  return stage;
});

// What holds words together: each word of a page is in one of these, or in its own element.
const HOLDS = "h1, h2, h3, h4, h5, h6, p, li, td, th, dt, dd, figcaption, summary, caption, legend, label";
const said = (element) =>
  (element.getAttribute("aria-label") ?? element.getAttribute("alt") ?? element.textContent).replace(/\s+/g, " ").trim();

// Everything on a page that says something, in its order: no text node is left out.
function passages(page) {
  const found = new Set();
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches("[role=img][aria-label], img[alt]")) found.add(node);
    } else if (node.data.trim() && !node.parentElement.closest("style, script"))
      found.add(node.parentElement.closest(HOLDS) ?? node.parentElement);
  }
  return [...found].filter(said);
}

// The passages that are not the same on both pages, in their order: pairs, or one of them alone.
function differing(one, other) {
  const [left, right] = [one.map(said), other.map(said)];
  const longest = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let n = left.length - 1; n >= 0; n--)
    for (let m = right.length - 1; m >= 0; m--)
      longest[n][m] = left[n] === right[m] ? longest[n + 1][m + 1] + 1 : Math.max(longest[n + 1][m], longest[n][m + 1]);
  const found = [];
  let [n, m] = [0, 0];
  let [gone, come] = [[], []];
  const close = () => {
    for (let k = 0; k < Math.max(gone.length, come.length); k++) found.push([gone[k], come[k]]);
    [gone, come] = [[], []];
  };
  while (n < left.length || m < right.length) {
    if (n < left.length && m < right.length && left[n] === right[m]) {
      close();
      [n, m] = [n + 1, m + 1];
    } else if (m >= right.length || (n < left.length && longest[n + 1][m] >= longest[n][m + 1])) gone.push(one[n++]);
    else come.push(other[m++]);
  }
  close();
  return found;
}

function compare() {
  if (!("marks" in main.dataset)) return;
  const pages = sides.map((stage) => stage.frame?.contentDocument);
  if (!pages.every((page) => page?.body?.childElementCount)) return;
  for (const page of pages)
    for (const element of page.querySelectorAll("[data-differs]")) {
      element.style.outline = "";
      delete element.dataset.differs;
    }
  const found = differing(...pages.map(passages));
  list.replaceChildren(...found.map(row));
  const count = found.length;
  title.textContent = count ? `${count} passage${count === 1 ? " differs" : "s differ"}` : "No passage differs";
  main.dataset.differ = count;
}

function row(pair) {
  for (const element of pair.filter(Boolean)) {
    element.dataset.differs = "";
    element.style.outline = "3px solid #c77700";
  }
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  const words = said(pair[1] ?? pair[0]);
  button.textContent = words.length > 60 ? `${words.slice(0, 60)}…` : words;
  button.addEventListener("click", () => pair.forEach((element) => element?.scrollIntoView({ block: "center" })));
  const where = pair[0] ? (pair[1] ? "" : ", only left") : ", only right";
  item.append(button, where);
  return item;
}

document.querySelector("#choices").addEventListener("change", (event) => event.target.form.requestSubmit());
