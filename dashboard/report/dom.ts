/**
 * Elements from words: text is always text, never markup.
 *
 * @module
 */

export type Child = Node | string | number | undefined | false | readonly Child[];

type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** An element with attributes, listeners (`onclick`) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (isList(child)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

const isList = (child: Child): child is readonly Child[] => Array.isArray(child);

/** A part of the page with its heading. */
export const section = (id: string, title: string, ...children: readonly Child[]): HTMLElement =>
  h("section", { id, class: "card" }, h("h2", {}, title), ...children);

export interface TableColumn {
  readonly title: string;
  /** Figures stand at the right. */
  readonly isFigure?: boolean;
}

/** A table that scrolls by itself where the window is too narrow. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly Child[])[]): HTMLElement {
  const align = (index: number) => (columns[index]?.isFigure ? "figure" : undefined);
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "group" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map(({ title }, index) => h("th", { class: align(index), scope: "col" }, title)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((cells) =>
          h(
            "tr",
            {},
            cells.map((cell, index) => h("td", { class: align(index) }, cell)),
          ),
        ),
      ),
    ),
  );
}

/** What is interesting to few, folded. */
export const folded = (title: string, ...children: readonly Child[]): HTMLElement =>
  h("details", {}, h("summary", {}, title), ...children);
