// nhsuk-frontend's own parts on portal pages: error summary, skip link, password fields; and the Account Secret's field.
import { initAll } from "./lib/nhsuk-frontend.min.js";

initAll();

const secret = document.querySelector("[data-secret=field]");
if (secret) {
  const hide = document.querySelector("[data-secret=hide]");
  hide.hidden = false;
  hide.addEventListener("click", () => {
    const hidden = secret.type === "text";
    secret.type = hidden ? "password" : "text";
    hide.textContent = hidden ? "Show" : "Hide";
  });
  const length = document.querySelector("[data-rule=length]");
  const letters = document.querySelector("[data-rule=letters]");
  const tick = () => {
    const typed = secret.value.trim();
    length.querySelector("[data-count]").textContent = typed ? ` (${typed.length} now)` : "";
    mark(length, typed.length >= Number(length.dataset.least));
    mark(letters, /^[a-z]+$/i.test(typed));
  };
  secret.addEventListener("input", tick);
  tick();
}

// Work that goes on while one looks: its part of the page is read again until it says that it is over.
async function follow(part) {
  while (part.dataset.progress === "on") {
    await new Promise((later) => setTimeout(later, 1500));
    const answer = await fetch(location.href, { headers: { "X-CareMail-Refresh": "1" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
    if (!fresh || fresh.dataset.progress !== "on") return location.reload();
    part.replaceChildren(...fresh.childNodes);
  }
}

const progress = document.querySelector("[data-progress=on]");
if (progress) follow(progress);

function mark(rule, met) {
  rule.querySelector(".cm-bullet").classList.toggle("cm-bullet--wait", !met);
  rule.querySelector("[data-met]").textContent = met ? ", met" : "";
}
