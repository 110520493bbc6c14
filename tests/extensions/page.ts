import { expect, vi } from 'vitest';

/** The day of every test that shows dates. */
export const TODAY = new Date('2026-11-24T10:00:00Z');

/** What a person reads on the page. */
export function text(): string {
  const labels = [...document.body.querySelectorAll('[heading], [subheading], [label]')].flatMap((element) =>
    ['heading', 'subheading', 'label'].map((name) => element.getAttribute(name) ?? ''),
  );
  return [document.body.textContent, ...labels].join(' ');
}

export async function reads(expected: string): Promise<void> {
  await vi.waitFor(() => expect(text()).toContain(expected));
}

/** A button or link by what it says, or by what it says to a screen reader. */
export function button(name: string): HTMLElement {
  const found = [...document.body.querySelectorAll<HTMLElement>('s-button, s-link, s-tile')].find(
    (element) =>
      element.textContent.trim() === name ||
      element.getAttribute('accessibilitylabel') === name ||
      element.getAttribute('accessibilityLabel') === name,
  );
  if (!found) throw new Error(`no button says ${name}: ${document.body.innerHTML}`);
  return found;
}

export function hasButton(name: string): boolean {
  return [...document.body.querySelectorAll('s-button, s-link')].some((element) => element.textContent.trim() === name);
}

export function press(name: string): void {
  button(name).dispatchEvent(new Event('click', { bubbles: true }));
}
