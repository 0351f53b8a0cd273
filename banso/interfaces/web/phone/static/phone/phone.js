// On every page: Banso can be put on the home screen, and notes that wait are sent.
(() => {
  if (!("serviceWorker" in navigator) || !window.indexedDB || !window.isSecureContext) return;
  const here = document.currentScript.dataset;
  const addresses = { ready: here.ready, send: here.send };
  // Once a visit is enough, and spares a weak line.
  const kept = () => { try { const there = sessionStorage.getItem("banso-shell"); sessionStorage.setItem("banso-shell", "kept"); return there; } catch { return null; } };
  const flush = async () => { if (navigator.onLine && (await bansoNotes.all()).length) await bansoNotes.send(addresses); };
  window.addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register(here.worker, { scope: "/" });
      const { active } = await navigator.serviceWorker.ready;
      if (!kept()) active.postMessage("keep-shell");
      await flush();
    } catch { /* without a worker everything but notes without a line goes on as before */ }
  });
  window.addEventListener("online", () => { flush().catch(() => {}); });
})();
