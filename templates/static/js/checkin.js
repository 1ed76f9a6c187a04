// The door: what a hand scanner types goes into its field wherever the reader clicked last.

const field = document.querySelector("[data-scan]");

/** Say whether somebody writes into another field at this moment. @returns {boolean} */
function isWriting() {
  const now = document.activeElement;
  return now !== field && now instanceof HTMLInputElement && now.type === "text";
}

if (field instanceof HTMLInputElement) {
  field.focus();
  addEventListener("keydown", (event) => {
    const typed = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (typed && event.key !== " " && !isWriting()) field.focus();
  });
}

// A form that is answered with a file leaves its page as it is: its button works again.
for (const form of document.querySelectorAll("form[data-download]")) {
  form.addEventListener("submit", () => {
    setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = false;
    }, 4000);
  });
}
