// Guides are found while somebody types; what is ticked and typed stays in this tab.
import { ask, refusal, say, saved, wrong } from "./asking.js";

const form = document.querySelector("#desk");
const titles = [...document.querySelectorAll(".title")];
const field = form.querySelector("#q");
const tray = document.querySelector("#chosen");
const lost = document.querySelector("#lost");
const visit = ["note", "questions"].map((name) => document.getElementById(name));
const HOW = ["language", "edition", "brand"];
const KEY = "desk";

const folded = (words) => words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const ticked = () => [...form.querySelectorAll("[name=guide]:checked")].map((one) => one.value);

function find() {
  const words = folded(field.value).split(/\s+/).filter(Boolean);
  const part = form.elements.part.value;
  let found = 0;
  for (const one of titles) {
    const isPart = !part || one.dataset.part === part;
    one.hidden = !(isPart && words.every((word) => one.dataset.searched.includes(word)));
    found += !one.hidden;
  }
  document.querySelector("#nothing").hidden = found > 0;
  const all = `${titles.length} guide${titles.length === 1 ? "" : "s"}`;
  const count = words.length || part ? `${found} of ${all}` : all;
  document.querySelector("#count").textContent = count;
}

// The tray is what the studio says of the ticked guides; the last answer asked for wins.
let asked = 0;
async function show() {
  const query = new URLSearchParams();
  for (const name of HOW) if (form.elements[name]) query.set(name, form.elements[name].value);
  for (const name of ticked()) query.append("guide", name);
  const mine = ++asked;
  try {
    const answer = await fetch(`/desk/chosen?${query}`);
    const html = await answer.text();
    if (mine !== asked || !answer.ok) return;
    tray.innerHTML = html;
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  tray.dataset.shown = query;
}

function keep() {
  const how = Object.fromEntries(HOW.map((name) => [name, form.elements[name]?.value]));
  const [note, questions] = visit.map((one) => one.value);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...how, guides: ticked(), note, questions }));
  } catch {
    // A browser that keeps nothing still hands out.
  }
}

function recall() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return;
  }
  if (!kept) return;
  for (const one of visit) one.value = kept[one.id] ?? "";
  if (new URLSearchParams(location.search).has("guide")) return;
  for (const name of HOW) {
    const select = form.elements[name];
    if (select && [...select.options].some((one) => one.value === kept[name]))
      select.value = kept[name];
  }
  for (const box of form.querySelectorAll("[name=guide]"))
    box.checked = kept.guides?.includes(box.value) ?? false;
}

form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", find);
form.addEventListener("change", (event) => {
  if (event.target.name === "part") return find();
  keep();
  if (event.target.name) show();
});
for (const one of visit) one.addEventListener("input", keep);

document.querySelector("#pack").addEventListener("click", async () => {
  const how = Object.fromEntries(HOW.map((name) => [name, form.elements[name]?.value]));
  const [note, questions] = visit.map((one) => one.value);
  const body = JSON.stringify({ ...how, guides: ticked(), note, questions });
  const answer = await ask("/desk/pack", body, form.dataset.write, {
    telling: "The PDF is being made; the first time takes some seconds.",
  });
  if (!answer) return;
  if (!answer.ok) return refusal(answer);
  const pages = answer.headers.get("x-pages");
  const link = await saved(answer);
  const open = document.createElement("a");
  open.href = link.href;
  open.target = "_blank";
  open.textContent = "Open it to print";
  say(`One PDF of ${pages} pages. `);
  document.querySelector("#outcome").append(open, " ", link);
});

document.querySelector("#forget").addEventListener("click", () => {
  for (const one of visit) one.value = "";
  for (const box of form.querySelectorAll("[name=guide]")) box.checked = false;
  field.value = form.elements.part.value = "";
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // There was nothing to forget.
  }
  wrong([]);
  say("Note, questions and ticks are forgotten.");
  find();
  show();
  field.focus();
});

recall();
find();
show();
