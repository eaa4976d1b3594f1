// A print order: its ZIP is made from what the form says, which is kept nowhere.
import { ask, refusal, say, saved } from "./asking.js";

const form = document.querySelector("#order");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = JSON.stringify(Object.fromEntries(new FormData(form)));
  const answer = await ask("/desk/order.zip", body, form.dataset.write, {
    telling: "Sheet, plates and ticket are being made; that takes some seconds.",
  });
  if (!answer) return;
  if (!answer.ok) return refusal(answer);
  const link = await saved(answer);
  say("The order is made: send this ZIP to the shop. ");
  document.querySelector("#outcome").append(link);
});
