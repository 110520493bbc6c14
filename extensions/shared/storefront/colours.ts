/** The looks of the shopper's pages, derived from one brand colour. */
export interface Tokens {
  readonly brand: string;
  readonly onBrand: string;
  readonly brandHover: string;
  /** The brand on a surface: text, icons, bars, focus. */
  readonly accent: string;
  readonly onAccent: string;
  readonly accentHover: string;
  readonly surface: string;
  /** Cards, fields, the track of a bar. */
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
}

type Rgb = readonly [red: number, green: number, blue: number];

const WHITE = '#ffffff';
const INK = '#14161a';
/** Where a merchant chose nothing and the page says nothing: an ink that suits every theme. */
const NO_BRAND = '#1f2a37';
/** WCAG AA for text is 4.5; the little more is for rounding in browsers and in people's eyes. */
const AA = 4.6;

/** How far two colours ("#rrggbb") stand apart, by WCAG: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * All colours of the pages from one: text keeps at least 4.5 : 1 on everything it stands on, whatever the brand colour is. An unreadable or missing brand
 * colour becomes a neutral ink.
 */
export function tokensOf(brandColour: string | null, dark: boolean): Tokens {
  const brand = brandColour !== null && /^#[0-9a-f]{6}$/i.test(brandColour) ? brandColour.toLowerCase() : NO_BRAND;
  const surface = dark ? '#16181d' : WHITE;
  const raised = mix(surface, dark ? WHITE : INK, dark ? 0.08 : 0.04);
  const text = dark ? '#f3f4f6' : INK;
  const accent = until(brand, dark ? WHITE : '#000000', (colour) => contrast(colour, raised) >= AA && contrast(colour, surface) >= AA);
  const onBrand = readableOn(brand);
  const onAccent = readableOn(accent);
  return {
    brand,
    onBrand,
    brandHover: mix(brand, away(onBrand), 0.14),
    accent,
    onAccent,
    accentHover: mix(accent, away(onAccent), 0.14),
    surface,
    raised,
    line: mix(surface, text, 0.14),
    text,
    quiet: until(mix(surface, text, 0.6), text, (colour) => contrast(colour, raised) >= AA && contrast(colour, surface) >= AA),
  };
}

/** White or black, whichever reads better on the colour; white where both do. */
export function readableOn(colour: string): string {
  return contrast(WHITE, colour) >= AA || contrast(WHITE, colour) >= contrast('#000000', colour) ? WHITE : '#000000';
}

/** Whether a colour as browsers tell it ("rgb(20, 20, 20)") is a dark one; null: it is see-through, or not understood. */
export function isDark(computed: string): boolean | null {
  const parts = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[, /]+([\d.]+))?\)$/.exec(computed);
  if (!parts || Number(parts[4] ?? 1) < 0.5) return null;
  return luminance([Number(parts[1]), Number(parts[2]), Number(parts[3])]) < 0.18;
}

/** Away from the text that stands on it, so that a hover never costs contrast. */
function away(on: string): string {
  return on === WHITE ? '#000000' : WHITE;
}

/** Leads a colour towards another, step by step, until it is good enough. */
function until(colour: string, towards: string, isGood: (colour: string) => boolean): string {
  for (let step = 0; step < 20; step += 1) {
    const one = mix(colour, towards, step / 20);
    if (isGood(one)) return one;
  }
  return towards;
}

function mix(one: string, other: string, share: number): string {
  const to = parse(other);
  return `#${parse(one)
    .map((part, index) => Math.round(part + ((to[index] ?? 0) - part) * share))
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;
}

function parse(colour: string): Rgb {
  const bits = parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
