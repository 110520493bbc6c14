import { gradientLine } from './code-svg.ts';
import type { CodeDrawing, Paint } from './draw-code.ts';

/** A picture of points: red, green, blue, and opacity, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

type Rgb = readonly [red: number, green: number, blue: number];
type Line = readonly [x1: number, y1: number, x2: number, y2: number];

const CHANNELS = 4;
/** Of a row of pixels: how many times its borders are measured. */
const SAMPLES = 4;
const ARC_STEPS = 8;

/** Draws a code into so many pixels a side, with smooth edges. The logo is scaled into its place, its proportions kept. */
export function rasterCode(drawing: CodeDrawing, { pixels, logo }: { readonly pixels: number; readonly logo: Picture | null }): Picture {
  const picture = blank(pixels, pixels, drawing.ground);
  const scale = pixels / drawing.size;
  for (const { path, fill } of drawing.shapes) fillPath(picture, linesOf(path, scale), colourAt(drawing, fill, scale));
  const { logo: place } = drawing;
  if (place !== null && logo !== null) {
    const [x, side] = [Math.round(place.x * scale), Math.round(place.side * scale)];
    putInto(picture, scaled(logo, side), { x, y: Math.round(place.y * scale), side });
  }
  return picture;
}

/** A picture of one colour. */
export function blank(width: number, height: number, colour: string): Picture {
  const data = new Uint8Array(width * height * CHANNELS);
  const [red, green, blue] = parse(colour);
  for (let at = 0; at < data.length; at += CHANNELS) data.set([red, green, blue, 255], at);
  return { width, height, data };
}

/** The picture with its longer side so many pixels: each new pixel is the mean of those that it covers. */
export function scaled({ width, height, data }: Picture, side: number): Picture {
  const scale = side / Math.max(width, height);
  const [wide, high] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const made = new Uint8Array(wide * high * CHANNELS);
  const range = (at: number, count: number, of: number) => {
    const from = Math.min(of - 1, Math.floor((at * of) / count));
    return [from, Math.max(from + 1, Math.min(of, Math.ceil(((at + 1) * of) / count)))] as const;
  };
  for (let y = 0; y < high; y += 1) {
    const rows = range(y, high, height);
    for (let x = 0; x < wide; x += 1) made.set(meanOf({ width, height, data }, range(x, wide, width), rows), (y * wide + x) * CHANNELS);
  }
  return { width: wide, height: high, data: made };
}

type Span = readonly [from: number, to: number];

/** The mean of a part of a picture. What can be seen through does not colour it. */
function meanOf({ width, data }: Picture, columns: Span, rows: Span): readonly number[] {
  const sum = [0, 0, 0];
  let opacity = 0;
  for (let y = rows[0]; y < rows[1]; y += 1) {
    for (let x = columns[0]; x < columns[1]; x += 1) {
      const at = (y * width + x) * CHANNELS;
      const weight = data[at + 3] ?? 0;
      opacity += weight;
      for (let channel = 0; channel < 3; channel += 1) sum[channel] = (sum[channel] ?? 0) + (data[at + channel] ?? 0) * weight;
    }
  }
  const count = (columns[1] - columns[0]) * (rows[1] - rows[0]);
  return [...sum.map((value) => (opacity === 0 ? 0 : Math.round(value / opacity))), Math.round(opacity / count)];
}

/** Lays a picture into the middle of a square. */
export function putInto(onto: Picture, picture: Picture, place: { readonly x: number; readonly y: number; readonly side: number }): void {
  const left = place.x + Math.floor((place.side - picture.width) / 2);
  const top = place.y + Math.floor((place.side - picture.height) / 2);
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const at = (y * picture.width + x) * CHANNELS;
      const [red = 0, green = 0, blue = 0, opacity = 0] = picture.data.subarray(at, at + CHANNELS);
      lay(onto.data, ((top + y) * onto.width + left + x) * CHANNELS, { colour: [red, green, blue], share: opacity / 255 });
    }
  }
}

/** Lays a colour over a point, as densely as its share says. */
function lay(data: Uint8Array, at: number, { colour, share }: { readonly colour: Rgb; readonly share: number }): void {
  for (let channel = 0; channel < 3; channel += 1) {
    const under = data[at + channel] ?? 0;
    data[at + channel] = Math.round(under + ((colour[channel] ?? 0) - under) * share);
  }
}

/** Fills what lies inside by the even-odd rule. */
function fillPath(picture: Picture, lines: readonly Line[], colour: (x: number, y: number) => Rgb): void {
  const { width, height } = picture;
  const crossings = crossingsOf(lines, height * SAMPLES);
  const cover = new Float32Array(width + 1);
  for (let y = 0; y < height; y += 1) {
    cover.fill(0);
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const xs = (crossings[y * SAMPLES + sample] ?? []).sort((one, other) => one - other);
      for (let pair = 0; pair + 1 < xs.length; pair += 2) coverSpan(cover, xs[pair] ?? 0, xs[pair + 1] ?? 0);
    }
    for (let x = 0; x < width; x += 1) {
      const share = Math.min(1, (cover[x] ?? 0) / SAMPLES);
      if (share > 0.001) lay(picture.data, (y * width + x) * CHANNELS, { colour: colour(x, y), share });
    }
  }
}

/** Where each measured row meets a line. */
function crossingsOf(lines: readonly Line[], rows: number): number[][] {
  const crossings: number[][] = Array.from({ length: rows }, () => []);
  for (const [x1, y1, x2, y2] of lines) {
    const [top, bottom] = [Math.min(y1, y2) * SAMPLES, Math.max(y1, y2) * SAMPLES];
    // A row is measured in its middle; a line has its upper end and not its lower one, so that none is counted twice.
    for (let row = Math.max(0, Math.ceil(top - 0.5)); row + 0.5 < bottom && row < rows; row += 1) {
      crossings[row]?.push(x1 + (((row + 0.5) / SAMPLES - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  return crossings;
}

function coverSpan(cover: Float32Array, from: number, to: number): void {
  for (let x = Math.floor(from); x < to; x += 1) cover[x] = (cover[x] ?? 0) + Math.min(to, x + 1) - Math.max(from, x);
}

/** The straight lines of a path, arcs in small steps, in pixels. Knows what contour.ts writes: M, L, quarter circles by A, Z. */
function linesOf(path: string, scale: number): Line[] {
  const lines: Line[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const lineTo = (toX: number, toY: number) => {
    lines.push([x * scale, y * scale, toX * scale, toY * scale]);
    [x, y] = [toX, toY];
  };
  for (const [, command, text = ''] of path.matchAll(/([MLAZ])([^MLAZ]*)/g)) {
    const numbers = text.split(' ').map(Number);
    const [toX = startX, toY = startY] = command === 'Z' ? [] : numbers.slice(-2);
    if (command === 'M') [x, y, startX, startY] = [toX, toY, toX, toY];
    else if (command === 'A') for (const [arcX, arcY] of quarterCircle([x, y], [toX, toY], numbers[4] === 1)) lineTo(arcX, arcY);
    else lineTo(toX, toY);
  }
  return lines;
}

type Point = readonly [x: number, y: number];

function quarterCircle(from: Point, to: Point, clockwise: boolean): Point[] {
  const candidates: readonly [Point, Point] = [
    [from[0], to[1]],
    [to[0], from[1]],
  ];
  const turn = ([x, y]: Point) => (from[0] - x) * (to[1] - y) - (from[1] - y) * (to[0] - x);
  const centre = turn(candidates[0]) > 0 === clockwise ? candidates[0] : candidates[1];
  return Array.from({ length: ARC_STEPS }, (_, step) => {
    const angle = ((step + 1) / ARC_STEPS) * (Math.PI / 2);
    const along = (axis: 0 | 1) =>
      centre[axis] + (from[axis] - centre[axis]) * Math.cos(angle) + (to[axis] - centre[axis]) * Math.sin(angle);
    return [along(0), along(1)] as const;
  });
}

function colourAt(drawing: CodeDrawing, fill: Paint, scale: number): (x: number, y: number) => Rgb {
  if (typeof fill === 'string') {
    const colour = parse(fill);
    return () => colour;
  }
  const [first, last] = [parse(fill.from), parse(fill.to)];
  const { from, to } = gradientLine(drawing);
  return (x, y) => {
    const share = Math.min(1, Math.max(0, ((x + y) / 2 / scale - from) / (to - from)));
    return [0, 1, 2].map((channel) => Math.round((first[channel] ?? 0) + ((last[channel] ?? 0) - (first[channel] ?? 0)) * share)) as [
      number,
      number,
      number,
    ];
  };
}

function parse(colour: string): Rgb {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}
