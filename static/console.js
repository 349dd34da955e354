// Every page works without this script; data attributes ask for it (views/doc.go).
(() => {
  "use strict";
  const root = document.documentElement;
  const pollFor = 905e3; // ms: a consent request's life
  const listen = document.addEventListener.bind(document);
  const byId = (id) => document.getElementById(id);
  root.dataset.script = "on";

  // Polling, only while the page can be seen.

  const asker = () => document.querySelector('[hx-trigger="poll"]');
  const heading = () => asker()?.querySelector("h2")?.textContent || "";
  let said = heading(); // read out when it changes
  let held; // what has the focus; main takes it when a swap removes that
  let since = Date.now();
  let expecting = 0; // polls still owed to a request just started
  let ticks = 0;

  const panel = () => document.querySelector("[data-poll]") || (expecting > 0 && asker());

  function poll() {
    const target = panel();
    if (!target || document.hidden) return;
    const slow = target.dataset.poll; // a list, without end
    if (expecting > 0) expecting--;
    else if (slow ? ++ticks % slow : Date.now() - since > pollFor) return;
    target.dispatchEvent(new CustomEvent("poll"));
  }

  // Coming back shows at once what the other tab did.
  function look() {
    if (expecting === 0) expecting = 1;
    poll();
  }

  // Started in another tab: ask a few times, though nothing waits yet.
  function expect() {
    since = Date.now();
    expecting = 5;
  }

  if (location.hash === "#started") expect();
  setInterval(poll, 2000);
  listen("focusin", (event) => { held = event.target; });
  listen("visibilitychange", look);
  addEventListener("focus", look);
  // A poll cut off by leaving is no lost connection.
  addEventListener("beforeunload", () => { asker()?.dispatchEvent(new CustomEvent("htmx:abort")); });
  listen("htmx:error", () => { root.dataset.offline = ""; });
  listen("htmx:after:swap", ({ detail: { ctx } }) => {
    delete root.dataset.offline;
    if (ctx.replace) history.replaceState(null, "", ctx.response.raw.url.replace(/[?&](\w+=&?)+$|\w+=&/g, ""));
    enhance();
    if (heading() !== said) announce((said = heading()));
    if (held && !held.isConnected) byId("main").focus({ preventScroll: true });
    else if (held?.disabled) held.form?.querySelector("button:enabled")?.focus();
  });

  // Forms are sent once; Microsoft gets a tab.

  listen("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.matches("[data-consent]")) return leave(form);
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // Later, so that the button's own value still travels.
    setTimeout(() => busy(form, true));
  });

  function leave(form) {
    expect();
    setTimeout(poll, 300);
    busy(form, true);
    setTimeout(() => busy(form, false), 3000);
    if (!form.dataset.goto || form.dataset.goto === location.pathname) return;
    setTimeout(() => location.assign(form.dataset.goto + "#started"), 500);
  }

  function busy(form, on) {
    form.querySelectorAll("button").forEach((button) => { button.disabled = on; });
  }

  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      busy(form, false);
    });
  });

  listen("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    let hit;
    if ((hit = on("[data-copy]"))) copy(hit, hit.dataset.copy);
    else if ((hit = on("[data-copy-from]"))) copy(hit, plain(byId(hit.dataset.copyFrom)));
    else if ((hit = on("[data-fill]"))) fill(event, hit);
    else if (on("[data-print]")) print();
    else if (on("[data-close]")) window.close(); // or else the link leads on
    else if ((hit = on("[data-dismiss]"))) byId(hit.dataset.dismiss)?.remove();
    const menu = openMenu();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  // Names and values are copied as lines.
  function plain(source) {
    const rows = source.querySelectorAll(":scope > div");
    if (!rows.length) return source.textContent;
    return [...rows].map((row) => row.children[0].textContent + ": " + row.children[1].textContent).join("\n");
  }

  async function copy(button, text) {
    try { await navigator.clipboard.writeText(text); } catch { return; }
    if (button.dataset.done) return;
    const word = button.querySelector("[data-copy-word]");
    const before = word?.textContent;
    button.dataset.done = "1";
    if (word) word.textContent = "Copied";
    announce("Copied");
    setTimeout(() => { delete button.dataset.done; if (word) word.textContent = before; }, 2000);
  }

  function announce(words) {
    const line = Object.assign(document.createElement("p"), { className: "sr-only", textContent: words });
    byId("toasts")?.append(line);
    setTimeout(() => line.remove(), 2000);
  }

  // A suggestion goes into its field, which then asks what is known of it.
  function fill(event, button) {
    event.preventDefault();
    const field = byId(button.dataset.fill);
    field.value = button.value;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Rows are dragged by their handles; buttons beside them do the same by keyboard.

  listen("pointerdown", (event) => {
    const handle = event.target.closest("[data-drag]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const row = handle.closest("[data-order] > *");
    const list = row.parentElement;
    const first = row.nextElementSibling;
    row.classList.add("dragged");
    handle.setPointerCapture(event.pointerId);
    // The other rows move around this one: taken out of the page even for a moment it
    // would lose the pointer.
    const move = ({ clientY: y }) => {
      const over = [...list.children].find((other) => other !== row && within(other, y));
      const up = over && over.offsetTop < row.offsetTop;
      for (let next; over && next !== over; ) {
        next = up ? row.previousElementSibling : row.nextElementSibling;
        row[up ? "after" : "before"](next);
      }
    };
    const end = ({ type }) => {
      handle.removeEventListener("pointermove", move);
      row.classList.remove("dragged");
      if (type === "pointerup" && row.nextElementSibling !== first) return order(list);
      list.insertBefore(row, first);
    };
    handle.addEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel"]) handle.addEventListener(type, end, { once: true });
  });

  function within(row, y) {
    const { top, bottom } = row.getBoundingClientRect();
    return y > top && y < bottom;
  }

  function order(list) {
    list.querySelectorAll("[name=position]").forEach((input, i) => { input.value = i + 1; });
    byId(list.dataset.order).requestSubmit();
  }

  // The Start menu.

  listen("keydown", (event) => {
    const menu = event.target.closest("[data-menu]");
    if (event.key === "Escape") return closeMenu(menu || openMenu());
    if (!menu) return;
    const items = [...menu.querySelectorAll("li a, [data-item]")];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || (at < 0 && !event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    menu.open = true;
    items.at(to % items.length).focus();
  });

  const openMenu = () => document.querySelector("[data-menu][open]");

  function closeMenu(menu) {
    if (!menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  listen("focusout", ({ target, relatedTarget: to }) => {
    const menu = target.closest("[data-menu][open]");
    if (menu && to && !menu.contains(to)) menu.open = false;
  });

  // Times: UTC and the reader's clock.

  function enhance() {
    document.querySelectorAll("time:not([data-local=done])").forEach((time) => {
      const at = new Date(time.dateTime);
      time.title = (time.title || at.toUTCString()) + " · " + at.toLocaleString() + " your time";
      time.dataset.local = "done";
    });
  }
  enhance();
})();
