// Adds to pages that work without it: pages change in place (htmx does that by the attributes in the markup), new mail
// comes by itself, keys, drafts kept while typing. Nothing here knows what a message says.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const shell = () => byId("shell");
  const isWriting = () => shell()?.classList.contains("cm-shell--write");
  let sending = false;

  // ---- what just happened ----

  let saidTimer;

  function say(text) {
    const said = byId("said");
    const toast = document.createElement("div");
    toast.className = "cm-toast";
    toast.append(Object.assign(document.createElement("p"), { textContent: text }));
    said.replaceChildren(toast);
    letSaidGo();
  }

  function letSaidGo() {
    clearTimeout(saidTimer);
    const toast = byId("said")?.querySelector(".cm-toast");
    if (toast) {
      const read = Math.max(10000, toast.textContent.length * 90);
      saidTimer = setTimeout(() => (toast.matches(":hover, :focus-within") ? letSaidGo() : toast.remove()), read);
    }
  }

  // ---- the letter's frame is as high as the letter ----

  function fit(frame) {
    const letter = frame.contentDocument?.body;
    if (!letter || frame.dataset.fitted === frame.src) {
      return;
    }
    frame.dataset.fitted = frame.src;
    const measure = () => {
      const bar = letter.firstElementChild && letter.firstElementChild.scrollWidth > letter.clientWidth ? 18 : 0;
      frame.style.height = `${Math.ceil(letter.getBoundingClientRect().height) + bar + 4}px`;
    };
    new ResizeObserver(measure).observe(letter);
    measure();
    frame.contentDocument.addEventListener("keydown", onKey);
  }

  function fitFrames() {
    for (const frame of document.querySelectorAll(".cm-frame")) {
      frame.addEventListener("load", () => fit(frame));
      if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.firstElementChild) {
        fit(frame);
      }
    }
  }

  // ---- new mail: one connection a browser, shared by its tabs ----

  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("caremail") : null;
  let refreshing = false;
  let stale = false;
  let leaving = false;
  let pending;

  function refreshSoon() {
    clearTimeout(pending);
    pending = setTimeout(refresh, 100);
  }

  async function refresh() {
    if (document.hidden || refreshing || document.querySelector(".htmx-request")) {
      stale = true;
      if (!document.hidden) {
        clearTimeout(pending);
        pending = setTimeout(refresh, 500);
      }
      return;
    }
    refreshing = true;
    stale = false;
    try {
      const list = byId("list");
      await htmx.ajax("GET", location.pathname + location.search, {
        target: list && !isWriting() ? "#list" : "#folders",
        select: list && !isWriting() ? "#list" : "#folders",
        swap: "outerMorph",
        selectOOB: list && !isWriting() ? "#folders:outerMorph,#seen:outerMorph" : null,
        headers: { "X-CareMail-Refresh": "1" },
      });
    } finally {
      refreshing = false;
    }
  }

  function listen(address) {
    let greeted = false;
    const source = new EventSource(address);
    source.addEventListener("mail", () => {
      tabs?.postMessage("mail");
      refreshSoon();
    });
    // A second greeting means the line was cut: something may have come meanwhile.
    source.addEventListener("hello", () => {
      document.documentElement.dataset.live = "1";
      if (greeted) {
        refreshSoon();
      }
      greeted = true;
    });
    source.addEventListener("end", () => {
      source.close();
      tabs?.postMessage("end");
      leave();
    });
    // The browser tries again by itself unless it was refused.
    source.addEventListener("error", async () => {
      if (source.readyState === EventSource.CLOSED && !(await isOver(address))) {
        setTimeout(() => listen(address), 20000);
      }
    });
  }

  /** Whether we were refused because the session is over: the tab that heard it end may have gone before it could tell. */
  async function isOver(address) {
    try {
      const answer = await fetch(address, { redirect: "manual" });
      answer.body?.cancel();
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        tabs?.postMessage("end");
        leave();
      }
    } catch {
      // Not reached: it is tried again.
    }
    return leaving;
  }

  /** The session is over, here or by somebody else's hand: nothing stays on the screen. */
  function leave() {
    if (!leaving) {
      leaving = true;
      location.replace(shell()?.dataset.home ?? "/");
    }
  }

  document.addEventListener("submit", (event) => {
    leaving ||= event.target.matches(".cm-signout");
  });

  function goLive() {
    const address = shell()?.dataset.events;
    if (!address || !("EventSource" in window)) {
      return;
    }
    if (tabs) {
      tabs.onmessage = (event) => (event.data === "end" ? leave() : refreshSoon());
    }
    if (tabs && navigator.locks) {
      // Whichever tab holds the lock listens for all; when it closes, the next one does.
      navigator.locks.request("caremail-events", () => new Promise(() => listen(address)));
    } else {
      listen(address);
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && stale) {
      refreshSoon();
    }
  });

  // ---- keys ----

  const keysOn = () => localStorage.getItem("cm-keys") !== "off";
  const isTyping = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

  function moveBy(step) {
    const rows = [...document.querySelectorAll("#rows > .cm-row > a")];
    const at = rows.indexOf(document.activeElement);
    const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = rows[from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  function press(id) {
    const link = byId(id);
    link?.click();
    return Boolean(link);
  }

  const keys = {
    j: () => moveBy(1),
    k: () => moveBy(-1),
    r: () => press("reply"),
    a: () => press("reply-all"),
    f: () => press("forward"),
    c: () => {
      const write = document.querySelector(".cm-folders .cm-btn--main");
      write?.click();
      return Boolean(write);
    },
    "/": () => {
      const search = [byId("search"), byId("find")].find((field) => field?.checkVisibility());
      search?.focus();
      search?.select();
      return Boolean(search);
    },
    "?": () => {
      byId("keys-on").checked = keysOn();
      byId("keys").showModal();
      return true;
    },
  };

  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId("keys")?.open) {
      return;
    }
    const inRows = event.target.closest?.("#rows");
    if (inRows && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      moveBy(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      return;
    }
    if (pillKey(event) || isTyping(event.target) || isWriting()) {
      return;
    }
    // "?" always helps, also somebody who switched the keys off and wants them back.
    if (Object.hasOwn(keys, event.key) && (keysOn() || event.key === "?") && keys[event.key]()) {
      event.preventDefault();
    }
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") {
      localStorage.setItem("cm-keys", event.target.checked ? "on" : "off");
    } else if (event.target.matches("[data-all]")) {
      for (const box of event.target.form.querySelectorAll("input[name=uid]")) {
        box.checked = event.target.checked;
      }
    }
  });

  // ---- recipients ----

  function pillKey(event) {
    const field = event.target.closest?.("[data-recipients]");
    if (field) {
      if (["Enter", ",", ";"].includes(event.key) && field.value.trim()) {
        event.preventDefault();
        resolve(field);
        return true;
      }
      if (event.key === "Enter") {
        event.preventDefault();
        return true;
      }
      if (event.key === "Backspace" && !field.value) {
        const pills = field.closest(".cm-pills").querySelectorAll("[data-pill]");
        pills[pills.length - 1]?.focus();
        return true;
      }
      return false;
    }
    const pill = event.target.closest?.("[data-pill]");
    if (!pill) {
      return false;
    }
    const around = [...pill.closest(".cm-pills").querySelectorAll("[data-pill], [data-recipients]")];
    const at = around.indexOf(pill);
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      around[at + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
      event.preventDefault();
      return true;
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      pill.click();
      event.preventDefault();
      return true;
    }
    return false;
  }

  function resolve(field) {
    htmx.ajax("POST", "/mail/write", {
      source: field,
      values: { act: "show" },
      target: "#recipients",
      select: "#recipients",
      swap: "outerHTML",
      selectOOB: "#travel",
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-recipients]") && event.target.value.trim()) {
      resolve(event.target);
    }
  });

  let asking;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-recipients]")) {
      return;
    }
    clearTimeout(asking);
    const typed = event.target.value.split(/[,;]/).pop().trim();
    if (typed.length < 2) {
      return;
    }
    asking = setTimeout(async () => {
      const answer = await fetch(`/mail/suggest?q=${encodeURIComponent(typed)}`);
      const options = byId("suggestions");
      if (answer.ok && !answer.redirected && options) {
        options.innerHTML = await answer.text();
      }
    }, 150);
  });

  // ---- sending, drafts, files ----

  let latestSave;

  // What is being looked up stays in the form, unseen, until its pill is there: Send may be pressed meanwhile.
  const lookedUp = new Set();

  const recipientsFields = () => [...document.querySelectorAll("[data-recipients]")];
  const recipientsField = (name) => recipientsFields().find((field) => field.name === name);

  function keepWhileLookedUp(field) {
    const kept = Object.assign(document.createElement("input"), { type: "hidden", name: field.name, value: field.value });
    field.before(kept);
    field.value = "";
    lookedUp.add(kept);
    return kept;
  }

  /** In another field somebody may be typing by the time the answer comes: what stands there is not asked for yet. */
  function leaveOutOthers(body, asked) {
    for (const field of recipientsFields().filter((other) => other !== asked)) {
      const pills = body.getAll(field.name).slice(0, -1);
      body.delete(field.name);
      pills.forEach((pill) => body.append(field.name, pill));
    }
  }

  function endLookUp(kept) {
    lookedUp.delete(kept);
    kept.remove();
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id === "write" && ["send", "discard"].includes(event.submitter?.value)) {
      sending = true;
    }
  });

  document.addEventListener("htmx:before:request", (event) => {
    const source = event.detail.ctx.sourceElement;
    // A draft saved after the message went would come back to life; one that waited is older than what waits behind it.
    if (source.id === "autosave" && (sending || !source.isConnected || event.detail.ctx !== latestSave)) {
      event.preventDefault();
    }
  });

  document.addEventListener("htmx:config:request", (event) => {
    const ctx = event.detail.ctx;
    if (ctx.sourceElement.matches("[data-recipients]")) {
      // It is on its way; what is typed from here on is the next one.
      leaveOutOthers(ctx.request.body, ctx.sourceElement);
      ctx.kept = keepWhileLookedUp(ctx.sourceElement);
      return;
    }
    if (ctx.sourceElement.id === "autosave") {
      latestSave = ctx;
    }
    if (ctx.sourceElement.id !== "file") {
      return;
    }
    const files = [...ctx.sourceElement.files];
    const most = Number(ctx.sourceElement.dataset.most);
    if (files.reduce((sum, file) => sum + file.size * 1.37, 0) > most) {
      event.preventDefault();
      say("That is more than a message can carry: together the files can have about 25 MB.");
    }
    // What was picked is in this request; a second one must not carry it again.
    ctx.sourceElement.value = "";
  });

  // ---- pages that change in place ----

  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail.ctx;
    if (ctx.select && !ctx.text.includes('id="shell"')) {
      event.preventDefault();
      putBack(ctx);
      answerInstead(ctx);
    } else if (ctx.kept) {
      ctx.typed = recipientsFields().map((field) => [field.name, field.value, field === document.activeElement]);
      ctx.copying = byId("copies")?.open;
    }
  });

  function putBack(ctx) {
    const field = ctx?.kept && recipientsField(ctx.kept.name);
    if (field) {
      field.value = [ctx.kept.value, field.value].filter(Boolean).join(", ");
      endLookUp(ctx.kept);
    }
  }

  function answerInstead(ctx) {
    if (ctx.request.headers?.["X-CareMail-Refresh"]) {
      return;
    }
    if (isWriting() && ctx.request.method !== "GET") {
      sending = false;
      say(
        ctx.response.status === 413
          ? "That is larger than a message can be (35 MB). What you typed is kept on this page."
          : "That did not work. What you typed is kept on this page. Try again in a moment.",
      );
      return;
    }
    location.assign(ctx.response.raw.url);
  }

  document.addEventListener("htmx:error", (event) => {
    sending = false;
    putBack(event.detail.ctx);
    if (!refreshing && byId("said")) {
      say("We could not reach the service. What you typed is kept on this page. Try again in a moment.");
    }
  });

  document.addEventListener("htmx:before:history:restore", (event) => {
    // Our own way back: the frame of the page stays, and so do the scroll positions in it.
    event.preventDefault();
    htmx.ajax("GET", event.detail.path, { target: "#shell", select: "#shell", swap: "outerMorph" });
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx;
    if (ctx.kept) {
      endLookUp(ctx.kept);
      typeOn(ctx);
    }
    if (ctx.select === "#shell") {
      sending = false;
      arrive(ctx);
    }
    letSaidGo();
    fitFrames();
  });

  /** The answer knows what it was asked: beside it goes what was typed meanwhile, and what is still being looked up. */
  function typeOn(ctx) {
    for (const kept of lookedUp) {
      recipientsField(kept.name)?.before(kept);
    }
    if (ctx.copying && byId("copies")) {
      byId("copies").open = true;
    }
    for (const [name, value, wasIn] of ctx.typed ?? []) {
      const field = recipientsField(name);
      if (field) {
        field.value = [field.value, value].filter(Boolean).join(", ");
        if (wasIn) {
          field.focus();
        }
      }
    }
  }

  /** Where the keyboard continues after a page changed in place. */
  function arrive(ctx) {
    const problems = byId("problems");
    const removed = ctx.request.submitter?.matches?.("[data-pill]");
    if (problems) {
      problems.focus();
    } else if (removed) {
      byId("to")?.focus();
    } else if (byId("subject") && byId("read")?.dataset.uid) {
      byId("letter-scroll").scrollTop = 0;
      byId("subject").focus({ preventScroll: true });
    } else if (isWriting() && !byId("write").contains(document.activeElement)) {
      beginWriting();
    } else if (document.activeElement === document.body) {
      byId("main")?.querySelector("h1")?.focus({ preventScroll: true });
    }
  }

  /** In an answer the cursor stands above the quotation, in a new message in "To". */
  function beginWriting() {
    const answering = document.querySelector('input[name="Form.How"]')?.value;
    const field = byId(answering && answering !== "forward" ? "text" : "to");
    field?.focus({ preventScroll: true });
    field?.setSelectionRange?.(0, 0);
  }

  const openMenus = () => document.querySelectorAll(".cm-more[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      menu.open = menu.contains(event.target);
    }
  });
  document.addEventListener("keydown", (event) => {
    for (const menu of event.key === "Escape" ? openMenus() : []) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    fitFrames();
    goLive();
    letSaidGo();
    if (isWriting() && !byId("problems")) {
      beginWriting();
    }
    byId("problems")?.focus();
  });
})();
