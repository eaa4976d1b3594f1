// What the desk's pages share: asking the studio, and saying what came of it.
const part = (id) => document.getElementById(id);
let asking = null;

// Sends something that only a page of this studio can send. Null where it was stopped or lost.
export async function ask(path, body, write, { headers = {}, telling = "" } = {}) {
  asking?.abort();
  const mine = (asking = new AbortController());
  part("lost").hidden = true;
  wrong([]);
  say(telling);
  part("stop")?.removeAttribute("hidden");
  try {
    const all = { "X-Studio-Write": write, ...headers };
    return await fetch(path, { method: "POST", body, headers: all, signal: mine.signal });
  } catch (error) {
    if (error.name !== "AbortError") part("lost").hidden = false;
    say(error.name === "AbortError" && asking === mine ? "Stopped." : "");
    return null;
  } finally {
    if (asking === mine) {
      asking = null;
      part("stop")?.setAttribute("hidden", "");
    }
  }
}

export function say(words) {
  part("outcome").textContent = words;
}

// What is wrong, as the studio says it, line by line.
export function wrong(lines) {
  const list = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  part("wrong").replaceChildren(...(lines.length ? [list] : []));
  part("wrong").hidden = !lines.length;
}

export async function refusal(answer) {
  say("");
  const isTold = answer.headers.get("content-type")?.startsWith("application/json");
  const said = isTold ? await answer.json() : {};
  wrong(said.wrong ?? [(await textOf(answer, isTold)) || `The studio answered ${answer.status}.`]);
}

async function textOf(answer, isRead) {
  return isRead ? "" : (await answer.text()).trim();
}

// A file that was made, to be saved under its name.
export async function saved(answer, open = false) {
  const name = decodeURIComponent(answer.headers.get("content-disposition").split("''")[1]);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.textContent = `Save ${name} again`;
  link.className = "again";
  if (!open) link.click();
  return link;
}

part("stop")?.addEventListener("click", () => asking?.abort());
