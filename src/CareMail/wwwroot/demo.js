// Fetches fresh authenticator codes when the old ones end, and counts down to it.
const list = document.querySelector("[data-codes]");

const stepEnds = () => 30 - (Math.floor(Date.now() / 1000) % 30);

async function refresh() {
  const page = new DOMParser().parseFromString(await (await fetch("/demo")).text(), "text/html");
  list.replaceChildren(...page.querySelector("[data-codes]").children);
}

setInterval(() => {
  const left = stepEnds();
  document.querySelector("[data-seconds]").textContent = left;
  if (left === 30) {
    refresh();
  }
}, 1000);
