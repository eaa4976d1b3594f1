// An edited Word file is sent, and its changes are shown on a page of their own.
import { ask, refusal, say } from "./asking.js";

const form = document.querySelector("#upload");
const tracked = document.querySelector("#tracked");

async function send(how) {
  const [file] = form.elements.file.files;
  if (!file) return;
  const query = new URLSearchParams({ name: file.name, comments: form.elements.comments.value });
  if (how) query.set("tracked", how);
  tracked.hidden = true;
  const answer = await ask(`/desk/upload?${query}`, file, form.dataset.write, {
    telling: "The file is being read.",
  });
  if (!answer) return;
  if (answer.ok) return void (location.href = (await answer.json()).review);
  if (answer.status !== 409) return refusal(answer);
  say("");
  const lines = (await answer.json()).tracked.map((line) => {
    const item = document.createElement("li");
    item.textContent = line.trim();
    return item;
  });
  document.querySelector("#tracked-lines").replaceChildren(...lines);
  tracked.hidden = false;
  tracked.querySelector("button").focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send("");
});
tracked.addEventListener("click", (event) => {
  const how = event.target.dataset.tracked;
  if (how) send(how);
});
