// The progress of an uploaded sheet: asked every second, the page is loaded anew at the end.

const card = document.querySelector("[data-progress]");
const bar = card?.querySelector("progress");
const text = card?.querySelector("[data-text]");

/** Ask how far the sheet is, and show it. @returns {Promise<void>} */
async function look() {
  try {
    const answer = await fetch(card.dataset.progress, { headers: { accept: "application/json" } });
    if (answer.ok) {
      const { moving, percent } = await answer.json();
      if (!moving) {
        location.replace(location.pathname);
        return;
      }
      bar.value = percent;
      text.textContent = text.dataset.text.replace("%", String(percent));
    }
  } catch {
    // The line is down for a moment: it is asked again.
  }
  setTimeout(look, 1000);
}

if (card) setTimeout(look, 500);
