// The condition box: completion while typing, did-you-mean, and the link of this list.
(() => {
  "use strict";
  document.addEventListener("click", (ev) => {
    const copy = ev.target.closest("[data-copy-link]");
    if (copy && navigator.clipboard) navigator.clipboard.writeText(location.href).then(() => {
      copy.classList.add("is-done");
      copy.setAttribute("aria-label", `${copy.textContent} ✓`);
      if (!copy.dataset.told) { copy.append(" ✓"); copy.dataset.told = "1"; }
    });
  });

  const form = document.querySelector("[data-cond]");
  if (!form) return;
  const input = form.querySelector("input[name=q]");
  const list = document.getElementById("ac-comp");
  let timer = 0;
  let asked = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector(".is-on");
  const hide = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  function mark(option) {
    options().forEach((o) => {
      o.classList.toggle("is-on", o === option);
      o.setAttribute("aria-selected", String(o === option));
    });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  function take(option) {
    const start = Number(option.dataset.start);
    const end = Number(option.dataset.end);
    const tail = input.value.slice(end);
    const put = option.dataset.insert + (tail.startsWith(" ") ? "" : " ");
    input.value = input.value.slice(0, start) + put + tail;
    input.setSelectionRange(start + put.length, start + put.length);
    input.focus();
    ask(0);
  }

  function ask(wait) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      const url = new URL(form.dataset.complete, location.href);
      url.searchParams.set("text", input.value);
      url.searchParams.set("at", String(input.selectionStart ?? input.value.length));
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (turn !== asked || !answer.ok || document.activeElement !== input) return;
      list.innerHTML = await answer.text();
      const any = options().length > 0;
      list.hidden = !any;
      input.setAttribute("aria-expanded", String(any));
      mark(options()[0]);
    }, wait);
  }

  input.addEventListener("input", () => ask(120));
  input.addEventListener("focus", () => ask(0));
  input.addEventListener("blur", () => setTimeout(hide, 150));
  input.addEventListener("keydown", (ev) => {
    if (list.hidden) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
      ev.preventDefault();
      mark(all[(at + (ev.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
    } else if (ev.key === "Tab" && !ev.shiftKey && chosen()) {
      ev.preventDefault();
      take(chosen());
    } else if (ev.key === "Escape") {
      ev.stopPropagation();
      hide();
    }
  });
  list.addEventListener("pointerdown", (ev) => {
    const option = ev.target.closest("[role=option]");
    if (option) { ev.preventDefault(); take(option); }
  });
  form.addEventListener("click", (ev) => {
    const put = ev.target.closest("[data-put]");
    if (!put) return;
    input.value = input.value.replace(put.dataset.from, put.dataset.put);
    form.requestSubmit();
  });
})();
