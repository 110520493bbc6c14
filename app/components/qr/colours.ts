/** What scanners need between the modules and what they stand on; below it cheap cameras and dim light make trouble. */
export const NEEDED_CONTRAST = 4;

type Rgb = readonly [red: number, green: number, blue: number];

export interface CodeColours {
  readonly ink: string;
  readonly inkTo: string;
  readonly ground: string;
}

/** How far the palest of the inks ("#rrggbb") stands from the ground: 1 to 21, as WCAG counts. Below 1: the code is lighter than its ground, which many scanners refuse. */
export function codeContrast(inks: readonly string[], ground: string): number {
  const base = luminance(ground) + 0.05;
  return Math.min(...inks.map((ink) => base / (luminance(ink) + 0.05)));
}

/** Colours that scan and are as near to the wished ones as can be: first darker inks, then, where even black would not do, a white ground. */
export function readableColours({ ink, inkTo, ground }: CodeColours): CodeColours {
  const base = codeContrast(['#000000'], ground) >= NEEDED_CONTRAST ? ground : '#ffffff';
  return { ink: darkened(ink, base), inkTo: darkened(inkTo, base), ground: base };
}

/** The line around modules of the outline style: paler than the ink, never darker. Scanners look at the middle of a module and judge it by what is around; beside a darker line the middle would pass for empty. */
export function outlineColour(ink: string, ground: string): string {
  return mix(ink, ground, 0.55);
}

/** Leads an ink towards black until it is dark enough for the ground. */
function darkened(ink: string, ground: string): string {
  return until(ink, '#000000', (colour) => codeContrast([colour], ground) >= NEEDED_CONTRAST + 0.1);
}

function until(colour: string, towards: string, isGood: (colour: string) => boolean): string {
  for (let step = 0; step < 25; step += 1) {
    const candidate = mix(colour, towards, step / 25);
    if (isGood(candidate)) return candidate;
  }
  return towards;
}

function mix(one: string, other: string, share: number): string {
  const to = parse(other);
  const parts = parse(one).map((part, index) => Math.round(part + ((to[index] ?? 0) - part) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function parse(colour: string): Rgb {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

function luminance(colour: string): number {
  const [red, green, blue] = parse(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
