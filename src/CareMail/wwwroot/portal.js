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

function mark(rule, met) {
  rule.querySelector(".cm-bullet").classList.toggle("cm-bullet--wait", !met);
  rule.querySelector("[data-met]").textContent = met ? ", met" : "";
}
