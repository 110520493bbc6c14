/** Of the highest error correction (H), by version from 1 on: words for correction in each block, and blocks. From the standard, ISO/IEC 18004. */
const WORDS = [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30] as const;
const BLOCKS = [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35] as const;

/** The last version that we know about; addresses of ours are far shorter than what it holds. */
export const LAST_VERSION = WORDS.length;

/** How many modules a version has on a side. */
export function modulesOf(version: number): number {
  return 17 + 4 * version;
}

/**
 * How much of what it can mend the worst block of a code (correction H) loses to a square hole in the middle: from 1 on it cannot be read. The share of the whole area says little:
 * words are dealt out to the blocks in turn, and in some versions the rhythm of the turns is that of the columns, so that a few blocks lose nearly everything.
 */
export function damageOf(version: number, hole: { readonly from: number; readonly to: number }): number {
  const [words, blocks] = [WORDS[version - 1], BLOCKS[version - 1]];
  if (words === undefined || blocks === undefined) throw new Error(`no code of ours has version ${version}`);
  const places = dataModules(version);
  const total = Math.floor(places.length / 8);
  const lost = new Set<number>();
  places.forEach(([x, y], bit) => {
    const word = Math.floor(bit / 8);
    if (word < total && x >= hole.from && x < hole.to && y >= hole.from && y < hole.to) lost.add(word);
  });
  const losses = new Array<number>(blocks).fill(0);
  for (const word of lost) {
    const block = blockOf(word, { total, words, blocks });
    losses[block] = (losses[block] ?? 0) + 1;
  }
  return Math.max(...losses) / Math.floor(words / 2);
}

interface Layout {
  readonly total: number;
  readonly words: number;
  readonly blocks: number;
}

/** Words are dealt out in turn: first the data, of which the last blocks have one more, then the correction. */
function blockOf(word: number, { total, words, blocks }: Layout): number {
  const data = total - words * blocks;
  const even = Math.floor(data / blocks) * blocks;
  if (word < even) return word % blocks;
  if (word < data) return blocks - (data % blocks) + (word - even);
  return (word - data) % blocks;
}

/** The modules that carry words, in the order in which they are filled: in columns of two, from the right, up and down. */
function dataModules(version: number): (readonly [x: number, y: number])[] {
  const size = modulesOf(version);
  const isFixed = fixedModules(version);
  const places: (readonly [number, number])[] = [];
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (!isFixed(x, y)) places.push([x, y]);
    }
  }
  return places;
}

/** Eyes, lines of timing, alignment patterns, and what tells format and version. */
function fixedModules(version: number): (x: number, y: number) => boolean {
  const size = modulesOf(version);
  const isMark = alignmentModules(version);
  const isCorner = (x: number, y: number) => (x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8);
  const isVersion = (x: number, y: number) => version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11));
  return (x, y) => x === 6 || y === 6 || isCorner(x, y) || isVersion(x, y) || isMark(x, y);
}

/** The alignment patterns of a version: the small marks by which scanners straighten a bent code. */
export function alignmentModules(version: number): (x: number, y: number) => boolean {
  const last = modulesOf(version) - 7;
  const isByEye = (x: number, y: number) => (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
  const near = alignmentMarks(version).flatMap((x, _, marks) => marks.filter((y) => !isByEye(x, y)).map((y) => [x, y] as const));
  return (x, y) => near.some(([cx, cy]) => Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2);
}

function alignmentMarks(version: number): number[] {
  if (version === 1) return [];
  const size = modulesOf(version);
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((size - 13) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - (count - 2 - index) * step)];
}
