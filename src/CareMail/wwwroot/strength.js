// Says how good a new password is while it is typed or pasted. Nothing leaves the page: the server looks again when it is
// saved, and knows what was stolen elsewhere.
const rules = document.querySelector("ul[data-strength]");
const field = document.getElementById(rules.dataset.strength);
const words = document.querySelector("p[data-strength=words]");
const shortest = Number(rules.dataset.shortest);
const names = rules.dataset.names.toLowerCase().split(/\s+/).filter((name) => name.length >= 3);

field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${rules.id}`.trim());
field.addEventListener("input", look);
look();

function look() {
  const typed = field.value;
  const lower = typed.toLowerCase();
  const long = typed.length >= shortest;
  const nameless = typed.length > 0 && !names.some((name) => lower.includes(name));
  const varied = new Set(typed).size >= 5;
  mark("length", long);
  mark("names", nameless);
  mark("variety", varied);
  rules.querySelector("[data-count]").textContent = typed ? ` (${typed.length} now)` : "";
  words.textContent = !typed ? "" : !(long && nameless && varied) ? "" : typed.length >= shortest + 6 ? "Strong" : "Good";
}

function mark(name, met) {
  const rule = rules.querySelector(`[data-rule=${name}]`);
  rule.querySelector(".cm-bullet").classList.toggle("cm-bullet--wait", !met);
  rule.querySelector("[data-met]").textContent = met ? ", met" : "";
}
