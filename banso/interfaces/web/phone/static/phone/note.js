// The page of a quick note. What is tapped is kept in this browser first, and only then sent.
(() => {
  const body = document.body.dataset;
  const addresses = { ready: body.ready, send: body.send };
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($("words").textContent);
  const remembered = "banso-phone-accounts";
  const form = $("note"), line = $("line"), account = $("account"), list = $("accounts");
  let accounts = [], draftKey = "banso-phone-draft";

  const shown = (rows) => {
    accounts = rows;
    list.replaceChildren(...rows.map((a) => Object.assign(document.createElement("option"), { value: a.name })));
    const asked = new URLSearchParams(location.search).get("account");
    const found = asked && rows.find((a) => a.id === asked);
    if (found && !account.value) account.value = found.name;
  };
  const recalled = () => { try { const held = JSON.parse(localStorage.getItem(remembered) || "null"); return held && held.writer === body.writer ? held.accounts : []; } catch { return []; } };
  const remember = (ready) => { try { localStorage.setItem(remembered, JSON.stringify({ writer: ready.writer, accounts: ready.accounts })); } catch { /* no room: they are read again with a line */ } };
  const forget = () => { try { localStorage.removeItem(remembered); } catch { /* nothing there */ } };

  const said = (text, bad) => { const at = $("said"); at.textContent = text; at.className = `bn-note${bad ? " bn-note-warn" : ""}`; at.hidden = !text; };
  const button = (text, act) => { const b = Object.assign(document.createElement("button"), { type: "button", className: "bn-btn bn-btn-s", textContent: text }); b.addEventListener("click", act); return b; };
  const row = (note) => {
    const li = document.createElement("li");
    const name = Object.assign(document.createElement("b"), { textContent: note.name });
    const text = Object.assign(document.createElement("p"), { textContent: note.line || words.types[note.type] });
    const why = (note.problems || []).map((p) => `${p.fact} ${p.remedy}`).join(" ") || words.states[note.state] || words.states.waiting;
    const state = Object.assign(document.createElement("p"), { className: `bn-sm ${note.state === "refused" ? "bn-bad" : "bn-muted"}`, textContent: why });
    li.append(name, text, state);
    if (note.state === "refused") li.append(button(words.again, async () => { await bansoNotes.keep({ ...note, state: "waiting", problems: [] }); await go(); }), button(words.take, async () => { line.value = note.line; account.value = note.name; await bansoNotes.drop(note.id); await draw(); line.focus(); }));
    return li;
  };
  const draw = async () => {
    const notes = await bansoNotes.all();
    $("kept").hidden = !notes.length;
    $("kept-list").replaceChildren(...notes.map(row));
  };
  // What was sent, by this page, another one or the service worker, is said here once, with its place.
  const tell = async () => {
    const sent = await bansoNotes.told(body.writer);
    if (sent.length) {
      said(words.sent.replace("{n}", sent.length));
      $("written").replaceChildren(...sent.map((s) => Object.assign(document.createElement("a"), { href: s.url, textContent: s.name })));
    }
    return sent.length;
  };
  const go = async () => {
    const { ready, state } = await bansoNotes.send(addresses);
    if (ready) { remember(ready); if (ready.writer === body.writer) shown(ready.accounts); }
    if (state === "signed-out") { forget(); $("sign-in").hidden = false; }
    const sent = await tell();
    if (!sent && state) { const left = (await bansoNotes.all()).length; if (left) said(words.states[state] || words.states.waiting, true); }
    await draw();
  };

  // A draft half typed is there again when the phone comes back to the page.
  const drafted = () => { try { sessionStorage.setItem(draftKey, line.value); } catch { /* it stays in the field */ } };
  line.addEventListener("input", drafted);
  try { line.value = sessionStorage.getItem(draftKey) || ""; } catch { /* starts empty */ }

  const id = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join(""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = accounts.find((a) => a.name === account.value.trim());
    if (!chosen) { said(words.account, true); account.focus(); return; }
    if (!line.value.trim()) { said(words.line, true); line.focus(); return; }
    const note = { id: id(), writer: body.writer, account: chosen.id, name: chosen.name, type: new FormData(form).get("type"), line: line.value, mood: event.submitter ? event.submitter.value : "", at: new Date().toISOString(), state: "waiting", problems: [] };
    try { await bansoNotes.keep(note); } catch { said(words.full, true); return; }
    line.value = ""; drafted(); said(words.keptHere);
    await draw();
    try { const worker = await navigator.serviceWorker.ready; if (worker.sync) await worker.sync.register("notes"); } catch { /* the page sends it */ }
    await go();
  });
  shown(recalled());
  new BroadcastChannel("banso-notes").addEventListener("message", () => { tell().then(draw).catch(() => {}); });
  window.addEventListener("online", () => { go().catch(() => {}); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go().catch(() => {}); });
  setInterval(() => { bansoNotes.all().then((notes) => { if (notes.some((n) => n.state !== "refused")) go().catch(() => {}); }); }, 30000);
  draw().then(go).catch(() => said(words.full, true));
})();
