// Copies a draft; without the clipboard the text is selected, so that it can be copied by hand.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copyText);
  try {
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.done;
  } catch {
    text.focus();
    text.select();
  }
});
