import encodeQr from 'qr';
import type { QrDesign } from '#app/contracts/qr-design.ts';
import { alignmentModules, damageOf, LAST_VERSION, modulesOf } from './correction.ts';
import { outlineColour } from './colours.ts';
import { contourPath, roundedBox, type Rounding } from './contour.ts';

/** Empty modules around the code that the standard asks for. */
export const QUIET_ZONE = 4;
/** The least that the encoder puts around. */
const BORDER = 1;
/** A finder pattern: the three eyes by which scanners find a code. */
const EYE = 7;
/** How much of the code's area the logo may take, its margin included. A code of the highest correction bears the loss of about 30 % of its words. */
const LOGO_SHARE: Readonly<Record<QrDesign['logoSize'], number>> = { small: 0.08, medium: 0.13, large: 0.18 };
const LOGO_MARGIN = 0.6;
/** Of a hole, in modules. */
const SMALLEST_HOLE = 3;
/** How wide the line of the outline style is. */
const OUTLINE = 0.16;

export type Paint = string | { readonly from: string; readonly to: string };

export interface Shape {
  /** A path of SVG, in modules; even-odd. */
  readonly path: string;
  readonly fill: Paint;
}

/** A code, drawn: for the page, for pictures and for paper alike. Units are modules. */
export interface CodeDrawing {
  /** Of a side, quiet zone included. */
  readonly size: number;
  readonly ground: string;
  readonly shapes: readonly Shape[];
  /** Where the logo goes; null: there is none. */
  readonly logo: { readonly x: number; readonly y: number; readonly side: number } | null;
}

export type CodeLook = Pick<QrDesign, 'style' | 'ink' | 'inkTo' | 'ground' | 'logoSize'> & { readonly hasLogo: boolean };

/**
 * Draws the code of an address. With a logo it has the highest error correction, the modules under the logo are left out whole, and no block of it loses
 * more than it can mend with something to spare: where that needs a finer code, it gets one.
 */
export function drawCode(address: string, look: CodeLook): CodeDrawing {
  const plain = encodeQr(address, 'raw', { ecc: look.hasLogo ? 'high' : 'medium', border: BORDER });
  const shortest = plain.length - 2 * BORDER;
  const hole = look.hasLogo ? holeFor(shortest, LOGO_SHARE[look.logoSize]) : null;
  const modules =
    hole === null || hole.count === shortest ? plain : encodeQr(address, 'raw', { ecc: 'high', border: BORDER, version: hole.version });
  const count = modules.length - 2 * BORDER;
  const isDark = (x: number, y: number) =>
    modules[y + BORDER]?.[x + BORDER] === true && !(hole !== null && within(hole, x) && within(hole, y));
  const corner = QUIET_ZONE + LOGO_MARGIN;
  return {
    size: count + 2 * QUIET_ZONE,
    ground: look.ground,
    shapes: shapesOf(look, count, isDark),
    logo: hole === null ? null : { x: corner + hole.from, y: corner + hole.from, side: hole.to - hole.from - 2 * LOGO_MARGIN },
  };
}

interface Hole {
  readonly from: number;
  readonly to: number;
}

interface ChosenHole extends Hole {
  readonly version: number;
  readonly count: number;
}

/** How much of what a block can mend a logo may use up; the rest is for scratches, folds and glare. */
const MOST_DAMAGE = 0.7;
/** How many steps finer a code may get for its logo, before the logo gets smaller. */
const FINER = 3;

function holeFor(shortest: number, share: number): ChosenHole {
  const first = (shortest - 17) / 4;
  const versions = [first, first + 1, first + 2, first + FINER].filter((version) => version <= LAST_VERSION);
  for (let less = 0; less < 20; less += 2) {
    for (const version of versions) {
      const hole = holeOf(modulesOf(version), share, less);
      if (hole.to - hole.from >= SMALLEST_HOLE && damageOf(version, hole) <= MOST_DAMAGE)
        return { ...hole, version, count: modulesOf(version) };
    }
  }
  throw new Error('the address is too long for a code with a logo');
}

/** In the middle, of whole modules: codes have an odd number of them, so the hole has too. */
function holeOf(count: number, share: number, less: number): Hole {
  const most = Math.floor(Math.sqrt(share) * count);
  const side = (most % 2 === 1 ? most : most - 1) - less;
  const from = (count - side) / 2;
  return { from, to: from + side };
}

function within({ from, to }: Hole, at: number): boolean {
  return at >= from && at < to;
}

const CORNERS: Readonly<Record<QrDesign['style'], number>> = { solid: 0, rounded: 0.5, outline: 0.35, gradient: 0.5 };

function shapesOf(look: CodeLook, count: number, isDark: (x: number, y: number) => boolean): Shape[] {
  const { style, ink, inkTo, ground } = look;
  const path = (inset: number) => modulesPath(isDark, count, { radius: CORNERS[style], inset });
  switch (style) {
    case 'solid':
    case 'rounded':
      return [{ path: path(0), fill: ink }];
    case 'gradient':
      return [{ path: path(0), fill: { from: ink, to: inkTo } }];
    case 'outline':
      return [
        { path: path(0), fill: outlineColour(ink, ground) },
        { path: path(OUTLINE), fill: ink },
        { path: marksPath(isDark, count), fill: ink },
      ];
  }
}

/** All dark modules. The quiet zone is drawn along, so that all that is drawn shares one origin. */
function modulesPath(isDark: (x: number, y: number) => boolean, count: number, rounding: Rounding): string {
  const eyes = [
    [0, 0],
    [count - EYE, 0],
    [0, count - EYE],
  ] as const;
  const inEye = (x: number, y: number) => eyes.some(([left, top]) => x >= left && x < left + EYE && y >= top && y < top + EYE);
  const body = contourPath(
    (x, y) => isDark(x - QUIET_ZONE, y - QUIET_ZONE) && !inEye(x - QUIET_ZONE, y - QUIET_ZONE),
    count + 2 * QUIET_ZONE,
    rounding,
  );
  // The eyes have no line: by their proportions a code is found.
  return [body, ...eyes.map(([left, top]) => eyePath(left + QUIET_ZONE, top + QUIET_ZONE, rounding.radius))].join('');
}

/** The alignment patterns once more, without a line: scanners straighten a code by them. */
function marksPath(isDark: (x: number, y: number) => boolean, count: number): string {
  const isMark = alignmentModules((count - 17) / 4);
  return contourPath((x, y) => isMark(x - QUIET_ZONE, y - QUIET_ZONE) && isDark(x - QUIET_ZONE, y - QUIET_ZONE), count + 2 * QUIET_ZONE, {
    radius: 0,
    inset: 0,
  });
}

/** A ring and its pupil, as round as the modules. */
function eyePath(x: number, y: number, radius: number): string {
  const box = (from: number, round: number) => roundedBox({ x: x + from, y: y + from, side: EYE - 2 * from }, round);
  return [box(0, radius * 4.4), box(1, radius * 2.8), box(2, radius * 2)].join('');
}

/** The inks of a style, for the check of contrast. */
export function inksOf({ style, ink, inkTo }: Pick<QrDesign, 'style' | 'ink' | 'inkTo'>): readonly string[] {
  return style === 'gradient' ? [ink, inkTo] : [ink];
}
