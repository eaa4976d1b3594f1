// Decisions on the changes of a Word file: each is made, or the first that is not is shown.
import { ask, refusal, say, wrong } from "./asking.js";

const form = document.querySelector("#review");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = Object.fromEntries(new FormData(form));
  const open = firstOpen();
  if (open) {
    wrong([`Not decided yet: ${open.querySelector("legend").textContent}`]);
    return open.querySelector("input").focus();
  }
  const answer = await ask(form.getAttribute("action"), JSON.stringify(said), form.dataset.write, {
    telling: "It is being written.",
  });
  if (!answer) return;
  const isTold = answer.headers.get("content-type")?.startsWith("application/json");
  if (answer.ok || (answer.status === 409 && isTold)) return location.reload();
  await refusal(answer);
});

function firstOpen() {
  const accepted = form.querySelector("[value=accept]:checked, [value=theirs]:checked");
  return [...form.querySelectorAll(".decision")].find((one) => {
    const isReach = one.querySelector("[name=reach]");
    return !one.querySelector("input:checked") && (!isReach || accepted);
  });
}

document.querySelector("#rest")?.addEventListener("click", () => {
  for (const one of form.querySelectorAll(".decision:not(.conflict)"))
    if (!one.querySelector("input:checked")) {
      const accept = one.querySelector("[value=accept]");
      if (accept) accept.checked = true;
    }
  wrong([]);
  say("All changes without an answer are accepted now; nothing is written yet.");
});
