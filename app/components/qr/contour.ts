type Point = readonly [x: number, y: number];

interface Corner {
  readonly at: Point;
  /** Directions of one step: how the outline comes to the corner, and how it goes on. */
  readonly from: Point;
  readonly to: Point;
}

export interface Rounding {
  /** Of the corners, in modules: up to a half. */
  readonly radius: number;
  /** How far inside of the modules' borders the outline goes. */
  readonly inset: number;
}

/**
 * The outline of all dark modules as one path of SVG ("M… Z"), in modules. Modules that touch grow together without seams; those that only meet at a
 * corner stay apart. Fill it by the even-odd rule.
 */
export function contourPath(isDark: (x: number, y: number) => boolean, size: number, rounding: Rounding): string {
  const edges = edgesOf(isDark, size);
  const parts: string[] = [];
  for (const start of edges.keys()) {
    while ((edges.get(start)?.length ?? 0) > 0) parts.push(loopPath(cornersOf(walk(edges, start)), rounding));
  }
  return parts.join('');
}

/** A rectangle with round corners, as a path of its own. */
export function roundedBox(box: { readonly x: number; readonly y: number; readonly side: number }, radius: number): string {
  const { x, y, side } = box;
  const points: readonly Point[] = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ];
  return loopPath(cornersOf(points), { radius, inset: 0 });
}

type Edges = Map<string, Point[]>;

/** Steps along the borders, dark always at the right hand: from each point to the next ones. */
function edgesOf(isDark: (x: number, y: number) => boolean, size: number): Edges {
  const edges: Edges = new Map();
  const add = (from: Point, to: Point) => {
    const key = from.join();
    edges.set(key, [...(edges.get(key) ?? []), to]);
  };
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!isDark(x, y)) continue;
      if (!isDark(x, y - 1)) add([x, y], [x + 1, y]);
      if (!isDark(x + 1, y)) add([x + 1, y], [x + 1, y + 1]);
      if (!isDark(x, y + 1)) add([x + 1, y + 1], [x, y + 1]);
      if (!isDark(x - 1, y)) add([x, y + 1], [x, y]);
    }
  }
  return edges;
}

/** One loop, taken out of the edges. Where two ways go on it turns right, and so stays with its module. */
function walk(edges: Edges, start: string): Point[] {
  const first = start.split(',').map(Number) as [number, number];
  const points: Point[] = [first];
  let direction: Point | null = null;
  for (;;) {
    const here = points.at(-1) ?? first;
    const ways = edges.get(here.join()) ?? [];
    const next = ways.length > 1 && direction !== null ? rightOf(here, direction, ways) : ways[0];
    if (next === undefined) throw new Error('an outline has a loose end');
    ways.splice(ways.indexOf(next), 1);
    if (next.join() === start) return points;
    direction = minus(next, here);
    points.push(next);
  }
}

function rightOf(here: Point, [dx, dy]: Point, ways: readonly Point[]): Point | undefined {
  return ways.find((way) => {
    const [wx, wy] = minus(way, here);
    return wx === -dy && wy === dx;
  });
}

function cornersOf(points: readonly Point[]): Corner[] {
  const corners: Corner[] = [];
  points.forEach((at, index) => {
    const before = points[(index + points.length - 1) % points.length] ?? at;
    const after = points[(index + 1) % points.length] ?? at;
    const [from, to] = [unit(minus(at, before)), unit(minus(after, at))];
    if (from[0] !== to[0] || from[1] !== to[1]) corners.push({ at, from, to });
  });
  return corners;
}

function loopPath(corners: readonly Corner[], { radius, inset }: Rounding): string {
  const parts = corners.map(({ at, from, to }, index) => {
    const turnsRight = from[0] * to[1] - from[1] * to[0] > 0;
    // Dark is at the right hand: inwards is to the right of both ways. A corner that turns away grows rounder as it moves in.
    const [x, y] = [at[0] + inset * (to[0] - from[0]) * (turnsRight ? 1 : -1), at[1] + inset * (to[1] - from[1]) * (turnsRight ? 1 : -1)];
    const round = turnsRight ? Math.max(0, radius - inset) : radius === 0 ? 0 : radius + inset;
    const begin = `${index === 0 ? 'M' : 'L'}${short(x - from[0] * round)} ${short(y - from[1] * round)}`;
    if (round === 0) return begin;
    return `${begin}A${short(round)} ${short(round)} 0 0 ${turnsRight ? 1 : 0} ${short(x + to[0] * round)} ${short(y + to[1] * round)}`;
  });
  return `${parts.join('')}Z`;
}

function minus(one: Point, other: Point): Point {
  return [one[0] - other[0], one[1] - other[1]];
}

function unit([x, y]: Point): Point {
  return [Math.sign(x), Math.sign(y)];
}

function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}
