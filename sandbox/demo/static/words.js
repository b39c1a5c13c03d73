// The page's words, in the demo's language.

const words = await (await fetch("/words")).json();

export const language = document.documentElement.lang;

/** Returns a text by its name, with values in place of {names}. */
export const say = (name, values = {}) => words[name].replace(/{(\w+)}/g, (_, value) => values[value] ?? "");
