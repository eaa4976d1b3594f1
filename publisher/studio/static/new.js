// A new guide: a document is sent as it is, and the answer says where its source is edited.
import { send, sendFile } from "./draft.js";

const said = document.querySelector("#said");

function say(words, isWrong) {
  said.hidden = false;
  said.classList.toggle("is-wrong", isWrong);
  said.textContent = words;
  if (isWrong) said.focus();
}

async function begin(form, doing, ask) {
  const buttons = document.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  say(doing, false);
  try {
    const answer = await ask();
    if (answer.at) return location.assign(answer.at);
    say(answer.said, true);
  } catch {
    say("The studio does not answer. Nothing was written; try again when it runs.", true);
  }
  for (const one of buttons) one.disabled = false;
}

document.querySelector("#start").addEventListener("submit", (event) => {
  event.preventDefault();
  const title = document.querySelector("#title").value;
  begin(event.target, "The guide is being written.", () => send("/new/start", { title }));
});

document.querySelector("#import").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.querySelector("#file");
  const [file] = field.files;
  if (!file) return say("Choose a document first.", true);
  const most = Number(field.dataset.most);
  if (file.size > most) return say(`${file.name} is more than ${most / 1e6} MB: take large pictures out.`, true);
  const doing = `${file.name} is being read. A long PDF takes up to a minute.`;
  begin(event.target, doing, () => sendFile("/new/import", file));
});
