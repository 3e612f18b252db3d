// Switch between light and dark; without a choice the page follows the system.

import { remember, say } from "./words.js";

const button = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");

export function prepareTheme() {
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember("theme", theme);
    sayTheme();
  });
  system.addEventListener("change", sayTheme);
  sayTheme();
}

/** Say what the button would do. */
export function sayTheme() {
  button.setAttribute("aria-label", isDark() ? say("light") : say("dark"));
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : system.matches;
}
