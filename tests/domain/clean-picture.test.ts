import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { cleanPicture } from '#app/domain/pictures/clean-picture.ts';
import { pictureAddress, picturePath } from '#app/domain/pictures/picture-address.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const join = (...pieces: readonly Uint8Array[]) => Uint8Array.from(pieces.flatMap((piece) => [...piece]));
const holds = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(Buffer.from(text, 'latin1'));
const big = (value: number, length: number) => Uint8Array.from({ length }, (_, index) => (value >>> (8 * (length - 1 - index))) & 0xff);
const little = (value: number, length: number) => big(value, length).toReversed();

const PLACE = 'GPS 52.2297 21.0122';
const SCRIPT = '<script>alert(1)</script>';

function png(side = 3): Uint8Array {
  const data = new Uint8Array(side * side * 4).fill(200);
  return encode({ width: side, height: side, data, channels: 4, depth: 8 });
}

/** A chunk with its length and checksum. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  let sum = 0xffffffff;
  for (const byte of join(latin(name), data)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return join(big(data.length, 4), latin(name), data, big((sum ^ 0xffffffff) >>> 0, 4));
}

/** Puts a chunk behind the header of a PNG. */
function withChunk(name: string, data: Uint8Array): Uint8Array {
  const whole = png();
  return join(whole.subarray(0, 33), chunk(name, data), whole.subarray(33));
}

const segment = (marker: number, data: Uint8Array) => join(Uint8Array.of(0xff, marker), big(data.length + 2, 2), data);
const FRAME = segment(0xc0, join(Uint8Array.of(8), big(40, 2), big(60, 2), Uint8Array.of(1, 1, 0x11, 0)));
const SCAN = join(segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)), Uint8Array.of(0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56));
const jpeg = (...before: readonly Uint8Array[]) =>
  join(Uint8Array.of(0xff, 0xd8), ...before, segment(0xdb, new Uint8Array(65)), FRAME, SCAN, Uint8Array.of(0xff, 0xd9));

const riff = (...chunks: readonly Uint8Array[]) => {
  const body = join(latin('WEBP'), ...chunks);
  return join(latin('RIFF'), little(body.length, 4), body);
};
const piece = (name: string, data: Uint8Array) => join(latin(name), little(data.length, 4), data, new Uint8Array(data.length % 2));
const LOSSY = piece(
  'VP8 ',
  join(Uint8Array.of(0x10, 0, 0), latin('\u009d\u0001\u002a'), little(60, 2), little(40, 2), Uint8Array.of(1, 2, 3)),
);
const LOSSLESS = piece('VP8L', join(Uint8Array.of(0x2f), little((60 - 1) | ((40 - 1) << 14), 4), Uint8Array.of(9)));

describe('a picture', () => {
  test('keeps its pixels and loses what else it carries, and comes out the same once more', () => {
    const files = [
      { type: 'image/png', size: [3, 3], bytes: join(withChunk('tEXt', latin(PLACE)), latin(SCRIPT)) },
      { type: 'image/png', size: [3, 3], bytes: withChunk('eXIf', latin(PLACE + SCRIPT)) },
      {
        type: 'image/jpeg',
        size: [60, 40],
        bytes: join(jpeg(segment(0xe1, latin(`Exif ${PLACE}`)), segment(0xfe, latin(SCRIPT))), latin(SCRIPT)),
      },
      {
        type: 'image/webp',
        size: [60, 40],
        bytes: join(riff(LOSSY, piece('EXIF', latin(PLACE)), piece('XMP ', latin(SCRIPT))), latin(SCRIPT)),
      },
      { type: 'image/webp', size: [60, 40], bytes: riff(piece('VP8X', new Uint8Array(10)), LOSSLESS, piece('EXIF', latin(PLACE))) },
      { type: 'image/webp', size: [60, 40], bytes: riff(piece('VP8X', new Uint8Array(10)), piece('ALPH', latin('abc')), LOSSY) },
    ];
    for (const { type, size, bytes } of files) {
      const cleaned = cleanPicture(bytes);
      if (!cleaned.ok) throw new Error(`${type}: ${cleaned.refusal}`);
      expect(cleaned.value).toMatchObject({ type, width: size[0], height: size[1] });
      expect(holds(cleaned.value.bytes, 'GPS')).toBe(false);
      expect(holds(cleaned.value.bytes, 'script')).toBe(false);
      expect(cleanPicture(cleaned.value.bytes)).toEqual(cleaned);
    }
  });

  test('keeps how the colours of a JPEG are meant, and the transparency of a WebP', () => {
    const adobe = segment(0xee, join(latin('Adobe'), new Uint8Array(7)));
    const coloured = cleanPicture(jpeg(adobe));
    expect(coloured.ok && holds(coloured.value.bytes, 'Adobe')).toBe(true);
    const clear = cleanPicture(riff(piece('VP8X', new Uint8Array(10)), piece('ALPH', latin('abcd')), LOSSY));
    expect(clear.ok && holds(clear.value.bytes, 'ALPH')).toBe(true);
  });

  test('is told by its bytes, not by what it is called', () => {
    const others = ['', 'GIF89a', '<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', SCRIPT, 'BM', 'RIFF....AVI '];
    for (const text of others) expect(cleanPicture(latin(text))).toEqual({ ok: false, refusal: 'not-a-picture' });
  });

  test('is refused when it moves, is too large, or has no size', () => {
    expect(cleanPicture(riff(piece('VP8X', join(Uint8Array.of(2), new Uint8Array(9))), piece('ANIM', new Uint8Array(6)), LOSSY))).toEqual({
      ok: false,
      refusal: 'moving',
    });
    const wide = segment(0xc0, join(Uint8Array.of(8), big(40, 2), big(2_401, 2), Uint8Array.of(1, 1, 0x11, 0)));
    const end = Uint8Array.of(0xff, 0xd9);
    expect(cleanPicture(join(Uint8Array.of(0xff, 0xd8), wide, SCAN, end))).toEqual({ ok: false, refusal: 'too-many-pixels' });
    const flat = segment(0xc0, join(Uint8Array.of(8), big(0, 2), big(60, 2), Uint8Array.of(1, 1, 0x11, 0)));
    expect(cleanPicture(join(Uint8Array.of(0xff, 0xd8), flat, SCAN, end))).toEqual({ ok: false, refusal: 'broken' });
  });

  test('that was cut off anywhere, or has a wrong byte in its frame, is broken and nothing worse', () => {
    for (const whole of [png(), jpeg(), riff(LOSSY), riff(LOSSLESS)]) {
      const cut = whole.length - 1;
      for (let length = 12; length < cut; length += 1) {
        const cleaned = cleanPicture(whole.subarray(0, length));
        expect(cleaned.ok).toBe(false);
      }
    }
    const wrong = png();
    wrong[20] = (wrong[20] ?? 0) ^ 1;
    expect(cleanPicture(wrong)).toEqual({ ok: false, refusal: 'broken' });
  });

  test('of any bytes at all: an answer, and what is accepted is accepted again unchanged', () => {
    const starts = fc.constantFrom(png(), jpeg(), riff(LOSSY), riff(LOSSLESS));
    fc.assert(
      fc.property(starts, fc.nat(), fc.uint8Array({ maxLength: 40 }), (start, at, bytes) => {
        const mixed = Uint8Array.from(start);
        mixed.set(bytes.subarray(0, Math.max(0, mixed.length - (at % mixed.length))), at % mixed.length);
        const cleaned = cleanPicture(mixed);
        if (cleaned.ok) expect(cleanPicture(cleaned.value.bytes)).toEqual(cleaned);
      }),
      { numRuns: 500 },
    );
  });

  test('has one name for its content, and an address for shops; pictures that lie elsewhere keep theirs', () => {
    const path = picturePath('p', { hash: 'abc', type: 'image/jpeg' });
    expect(path).toBe('/pictures/p/abc.jpg');
    expect(pictureAddress('https://app.example', path)).toBe('https://app.example/pictures/p/abc.jpg');
    expect(pictureAddress('https://app.example', 'https://cdn.example/mug.png')).toBe('https://cdn.example/mug.png');
    expect(pictureAddress('https://app.example', null)).toBeNull();
  });
});
