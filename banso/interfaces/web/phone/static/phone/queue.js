// Notes written here and not sent yet. They stay in this browser until the server has taken them; each
// has an id of its own, so sending one twice writes it once. Used by pages and by the service worker.
// Whoever of them sends a note leaves a receipt (where it is written, never the text) for the page of
// a note: that page may have been asleep, or not open at all.
(() => {
  const store = "notes";
  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("banso-notes", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const within = async (mode, act) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const doing = base.transaction(store, mode, { durability: "strict" });
      const answer = act(doing.objectStore(store));
      doing.oncomplete = () => { base.close(); resolve(answer.result); };
      doing.onabort = doing.onerror = () => { base.close(); reject(doing.error); };
    });
  };
  const rows = async () => (await within("readonly", (s) => s.getAll())).sort((a, b) => a.at.localeCompare(b.at));
  const all = async () => (await rows()).filter((note) => note.state !== "sent");
  const keep = (note) => within("readwrite", (s) => s.put(note));
  const drop = (id) => within("readwrite", (s) => s.delete(id));
  const receipts = 20;
  const leave = async ({ id, writer, name, at }, url) => {
    await keep({ id, writer, name, at, url, state: "sent" });
    const old = (await rows()).filter((note) => note.state === "sent").slice(0, -receipts);
    for (const note of old) await drop(note.id);
  };
  const told = async (writer) => {
    const found = (await rows()).filter((note) => note.state === "sent" && note.writer === writer);
    for (const note of found) await drop(note.id);
    return found;
  };

  // Where a fetch was led to sign-in, nobody is signed in. No answer at all: no line.
  const call = async (address, options) => {
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store", credentials: "same-origin", ...options });
      return answer.type === "opaqueredirect" ? { state: "signed-out" } : { answer };
    } catch { return { state: "waiting" }; }
  };
  const asked = async (addresses) => {
    const { answer, state } = await call(addresses.ready);
    if (state) return { state };
    if (!answer.ok) return { state: answer.status === 403 ? "not-allowed" : "waiting" };
    try { return { ready: await answer.json() }; } catch { return { state: "waiting" }; }
  };
  const one = async (note, ready, addresses) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": ready.token };
    const { answer, state } = await call(addresses.send, { method: "POST", headers, body: JSON.stringify(note) });
    if (state) return { state };
    let said = null;
    try { said = await answer.json(); } catch { return { state: "waiting" }; }
    if (answer.ok) return { sent: said };
    if (said.why === "other-person") return { state: "other-person" };
    return said.why === "refused" ? { state: "refused", problems: said.problems } : { state: "waiting" };
  };
  const alone = (act) => (self.navigator.locks ? self.navigator.locks.request("banso-notes", act) : act());

  // Sends what waits. Gives back {ready, state}: state says why anything is left.
  const send = (addresses) => alone(async () => {
    const { ready, state } = await asked(addresses);
    const waiting = (await all()).filter((note) => note.state !== "refused");
    let sent = 0;
    for (const note of waiting) {
      if (!ready) { await keep({ ...note, state }); continue; }
      const done = await one(note, ready, addresses);
      if (done.sent) { await leave(note, done.sent.url); sent += 1; }
      else await keep({ ...note, state: done.state, problems: done.problems || [] });
    }
    if (sent) { const channel = new BroadcastChannel("banso-notes"); channel.postMessage("sent"); channel.close(); }
    return { ready, state };
  });
  self.bansoNotes = { all, keep, drop, send, told, asked };
})();
