type Child = Node | string | null | false | undefined;
type Handler = (event: Event) => void;
type Props = Readonly<Record<string, string | number | boolean | null | undefined | Handler>>;

/**
 * Makes an element. Properties that are functions are listeners ("onclick"), `true` sets an empty attribute, null and false none. Texts are always text,
 * never markup. `k` names the element within the panel, so that focus finds it again after a redraw.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name === 'k' ? 'data-k' : name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined));
  return element;
}

/** Icons: 24 × 24, drawn with the colour of the text. */
const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  money: 'M3 12V4h8l10 10-8 8L3 12zM7.5 8.5h.01',
  percent: 'M19 5L5 19M7.5 9a2 2 0 100-4 2 2 0 000 4zM16.5 19a2 2 0 100-4 2 2 0 000 4z',
  shipping: 'M3 6h11v10H3zM14 10h4l3 3v3h-7M7 19a2 2 0 100-4 2 2 0 000 4zM17 19a2 2 0 100-4 2 2 0 000 4z',
  gift: 'M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-2 0-4-1-4-2.5S10 3 12 7c2-4 4-4 4-2.5S14 7 12 7z',
  tick: 'M5 13l4 4L19 7',
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
