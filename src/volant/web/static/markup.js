// Build elements without ever reading a string as HTML: text stays text.

/** Make an element. Attributes named `on*` are listeners; null, undefined and false are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}

/** Make a decorative icon; its drawing is in the style sheet. */
export const icon = (name) =>
  element("span", { class: `icon icon-${name}`, "aria-hidden": "true" });
