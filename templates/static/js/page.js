// What a page gains when scripts run; without them every page still works.

/**
 * Remember a choice for a year; the server reads it for the next page.
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

/** Say whether the page is dark at this moment. @returns {boolean} */
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

for (const link of document.querySelectorAll("[data-toggle-theme]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember("theme", theme);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A second tap on a slow line sends nothing; who comes back to the page may send again. Buttons are
// disabled after the form was read: a disabled button would not say which one was pressed.
for (const form of document.querySelectorAll("form[method='post']")) {
  form.addEventListener("submit", () => {
    setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  });
}

addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[method='post'] button")) button.disabled = false;
});

// A table that fits needs no stop for the keyboard, and its head may stay while the page scrolls.
// The change waits for the next frame: made at once, it could resize what is being observed.
const fitting = new ResizeObserver((changes) => {
  requestAnimationFrame(() => {
    for (const wrap of new Set(changes.map(({ target }) => target.closest(".table-wrap")))) {
      const fits = wrap.querySelector("table").offsetWidth <= wrap.clientWidth;
      wrap.toggleAttribute("data-fits", fits);
      wrap.tabIndex = fits ? -1 : 0;
    }
  });
});

for (const wrap of document.querySelectorAll(".table-wrap")) {
  fitting.observe(wrap);
  fitting.observe(wrap.querySelector("table"));
}

document.querySelector(".tab[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
document.querySelector("[aria-invalid='true']")?.focus();
