import { decode } from 'fast-png';
import jsQrModule from 'jsqr';
import { describe, expect, it } from 'vitest';
import { codeAddress, storeOf } from '#app/components/qr/address.ts';
import { codeContrast, NEEDED_CONTRAST, outlineColour, readableColours } from '#app/components/qr/colours.ts';
import { contourPath } from '#app/components/qr/contour.ts';
import { damageOf, modulesOf } from '#app/components/qr/correction.ts';
import { type CodeLook, drawCode, QUIET_ZONE } from '#app/components/qr/draw-code.ts';
import { firstDesign } from '#app/components/qr/first-design.ts';
import { makeQrFile } from '#app/components/qr/make-file.server.ts';
import { codePng, dataAddress, pngOf } from '#app/components/qr/picture.server.ts';
import { blank, putInto } from '#app/components/qr/raster.ts';
import { LOGO_PREFIX, LOGO_SIZES, QR_STYLES, type QrDesign, qrDesignSchema, type QrDesk } from '#app/contracts/qr-design.ts';

/** An independent reader of codes. Its types call a function what plain Node finds inside of its module. */
const readCode = 'default' in jsQrModule ? (jsQrModule.default as typeof jsQrModule) : jsQrModule;

const ADDRESS = 'https://roastery.myshopify.com/?utm_source=qr&utm_campaign=window#rung';
const LONG = `https://kawiarnia-pod-starym-mostem.myshopify.com/pages/${'nagrody-'.repeat(11)}?utm_source=qr#rung`;

/** What a scanner reads in a picture; null: it finds no code. */
function scanned(png: Uint8Array): string | null {
  const { width, height, data, channels } = decode(png);
  expect(channels).toBe(4);
  return readCode(Uint8ClampedArray.from(data), width, height, { inversionAttempts: 'dontInvert' })?.data ?? null;
}

/** A logo that is all ink, the hardest for a scanner: like modules where none are. */
function darkLogo(ink: string): string {
  const logo = blank(90, 90, ink);
  putInto(logo, blank(30, 30, '#ffffff'), { x: 25, y: 25, side: 40 });
  return dataAddress(logo);
}

const design = (part: Partial<QrDesign> = {}): QrDesign => ({
  ...{ style: 'solid', ink: '#1a4d8f', inkTo: '#a02060', ground: '#ffffff', frame: '#1a4d8f', logo: null, logoSize: 'medium' },
  ...{ sentence: 'Scan and start collecting beans', storeId: null, path: '/', campaign: '', paper: 'a4' },
  ...part,
});

const wish = (part: Partial<QrDesign> = {}, name = 'Bean Club') => ({
  ...{ design: design(part), address: ADDRESS, domain: 'roastery.myshopify.com', name, locale: 'en' },
});

async function bodyOf(file: Parameters<typeof makeQrFile>[0], asked = wish()): Promise<Uint8Array> {
  const made = await makeQrFile(file, asked);
  if (!made.ok) throw new Error(`refused: ${JSON.stringify(made.refusal)}`);
  return typeof made.value.body === 'string' ? Buffer.from(made.value.body) : made.value.body;
}

describe('a drawn code', () => {
  for (const style of QR_STYLES) {
    for (const logoSize of [null, ...LOGO_SIZES]) {
      it(`is read again: ${style}, ${logoSize === null ? 'without a logo' : `with a ${logoSize} logo`}`, async () => {
        const logo = logoSize === null ? null : darkLogo('#1a4d8f');
        const part = { style, logo, ...(logoSize === null ? {} : { logoSize }) };
        expect(scanned(await bodyOf('qr-code.png', wish(part)))).toBe(ADDRESS);
        expect(scanned(await bodyOf('qr-code.png', { ...wish(part), address: LONG }))).toBe(LONG);
      });
    }

    it(`is read again in the palest colours that pass the check, and small: ${style}`, () => {
      const { ink, inkTo, ground } = readableColours({ ink: '#ffd400', inkTo: '#ff9ec7', ground: '#fff3c4' });
      const look: CodeLook = { style, ink, inkTo, ground, logoSize: 'medium', hasLogo: false };
      expect(scanned(codePng(drawCode(ADDRESS, look), { logo: null, pixels: 240 }))).toBe(ADDRESS);
    });
  }

  it('keeps four modules around it empty, and covers at most a fifth of itself with a logo', () => {
    for (const logoSize of LOGO_SIZES) {
      const { size, shapes, logo } = drawCode(ADDRESS, { ...design(), logoSize, hasLogo: true });
      const numbers = [...(shapes[0]?.path ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
      expect(Math.min(...numbers)).toBe(QUIET_ZONE);
      expect(Math.max(...numbers)).toBe(size - QUIET_ZONE);
      const count = size - 2 * QUIET_ZONE;
      expect(((logo?.side ?? count) + 1.2) ** 2 / count ** 2).toBeLessThanOrEqual(0.2);
    }
  });

  it('knows versions in which a logo costs single blocks too much, and takes a finer one', () => {
    // Version 13 deals its words out in the rhythm of its columns: scanners give up on a logo of 13 % there, and of 18 % elsewhere they do not.
    expect(damageOf(13, { from: 23, to: 46 })).toBeGreaterThan(1);
    expect(damageOf(14, { from: 24, to: 49 })).toBeLessThanOrEqual(0.7);
    const { size } = drawCode(LONG, { ...design(), logoSize: 'medium', hasLogo: true });
    expect([drawCode(LONG, { ...design(), hasLogo: false }).size, size]).toEqual([61, modulesOf(14) + 2 * QUIET_ZONE]);
  });

  it('is one outline: what touches grows together, what meets at a corner stays apart', () => {
    const dark = (cells: readonly string[]) => (x: number, y: number) => cells[y]?.[x] === '#';
    const loops = (cells: readonly string[]) => contourPath(dark(cells), cells.length, { radius: 0, inset: 0 }).split('M').length - 1;
    expect(loops(['##', '.#'])).toBe(1);
    expect(loops(['#.', '.#'])).toBe(2);
    expect(loops(['###', '#.#', '###'])).toBe(2);
    expect(contourPath(dark(['#']), 1, { radius: 0, inset: 0 })).toBe('M0 0L1 0L1 1L0 1Z');
    expect(contourPath(dark(['#']), 1, { radius: 0.5, inset: 0 })).toContain('A0.5 0.5 0 0 1');
  });
});

describe('the check of contrast', () => {
  it('counts the palest ink, and tells a code that is lighter than its ground', () => {
    expect(codeContrast(['#000000'], '#ffffff')).toBeCloseTo(21);
    expect(codeContrast(['#000000', '#ffd400'], '#ffffff')).toBeLessThan(2);
    expect(codeContrast(['#ffffff'], '#000000')).toBeLessThan(1);
  });

  it('offers colours that pass, and changes none that pass already', () => {
    for (const colours of [
      { ink: '#ffd400', inkTo: '#ffffff', ground: '#ffffff' },
      { ink: '#ffffff', inkTo: '#eeeeee', ground: '#101010' },
      { ink: '#777777', inkTo: '#000000', ground: '#999999' },
    ]) {
      const { ink, inkTo, ground } = readableColours(colours);
      expect(codeContrast([ink, inkTo], ground)).toBeGreaterThanOrEqual(NEEDED_CONTRAST);
    }
    const fine = { ink: '#1a4d8f', inkTo: '#a02060', ground: '#ffffff' };
    expect(readableColours(fine)).toEqual(fine);
    expect(codeContrast([outlineColour('#1a4d8f', '#ffffff')], '#ffffff')).toBeLessThan(codeContrast(['#1a4d8f'], '#ffffff'));
  });
});

describe('the prints', () => {
  it.each([
    ['poster.pdf', 'a4', '595.28', '841.89'],
    ['poster.pdf', 'letter', '612', '792'],
    ['table-tent.pdf', 'a4', '595.28', '841.89'],
    ['table-tent.pdf', 'letter', '612', '792'],
    ['sticker.pdf', 'a4', '226.77', '294.8'],
  ] as const)('%s is one page of %s with its typeface in it', async (file, paper, width, height) => {
    const body = await bodyOf(file, wish({ paper, logo: darkLogo('#7a3b12'), style: 'gradient' }));
    const text = Buffer.from(body).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text);
    expect(Number(box?.[1])).toBeCloseTo(Number(width), 1);
    expect(Number(box?.[2])).toBeCloseTo(Number(height), 0);
    expect(text).toContain('/FontFile2');
    expect(text).toMatch(/Nunito-Black/);
  });

  it('write Polish and Cyrillic, and name the signs that they cannot write', async () => {
    await bodyOf('poster.pdf', wish({ sentence: 'Zażółć gęślą jaźń' }, 'Кофейня «Ёж», Україна'));
    expect(await makeQrFile('poster.pdf', wish({ sentence: 'Coffee ☕ 中 ☕' }))).toEqual({
      ok: false,
      refusal: { reason: 'signs', signs: ['☕', '中'] },
    });
  });

  it('refuse a logo that is no sound small picture, before anything reads it', async () => {
    const png = pngOf(blank(20, 20, '#1a4d8f'));
    const huge = Buffer.from(png);
    huge.writeUInt32BE(60_000, 16);
    const broken = Buffer.from(png);
    broken.fill(7, 45);
    for (const bytes of [Buffer.from('no picture at all, but long enough for a header'), huge, broken]) {
      const made = await makeQrFile('qr-code.png', wish({ logo: LOGO_PREFIX + bytes.toString('base64') }));
      expect(made).toEqual({ ok: false, refusal: { reason: 'logo' } });
    }
  });
});

describe('where a code leads', () => {
  const stores = [
    { storeId: 'one', platform: 'shopify', domain: 'roastery.myshopify.com' },
    { storeId: 'two', platform: 'woocommerce', domain: 'kawa.example/sklep' },
  ] as const;

  it('is a page of the chosen store, or of the first one, with the mark of its campaign', () => {
    const [first, second] = stores;
    expect(storeOf({ storeId: null }, stores)).toBe(first);
    expect(storeOf({ storeId: 'two' }, stores)).toBe(second);
    expect(storeOf({ storeId: 'gone' }, stores)).toBe(first);
    expect(storeOf({ storeId: null }, [])).toBeNull();
    expect(codeAddress(first, { path: '/', campaign: '' })).toBe('https://roastery.myshopify.com/?utm_source=qr#rung');
    expect(codeAddress(second, { path: '/?page=7', campaign: 'window' })).toBe(
      'https://kawa.example/sklep/?page=7&utm_source=qr&utm_campaign=window#rung',
    );
  });

  it('cannot be led elsewhere by a path', () => {
    const allowed = (path: string) => qrDesignSchema.safeParse(design({ path })).success;
    expect(['/', '/my-account/rewards/', '/?page=7'].map(allowed)).toEqual([true, true, true]);
    expect(['', 'evil.example', '@evil.example', '.evil.example', '/a b', '/#x', '/"', '/\\evil'].map(allowed)).not.toContain(true);
  });
});

describe('the first design', () => {
  const desk = (part: Partial<QrDesk['program']>): QrDesk => ({
    design: null,
    stores: [],
    program: {
      ...{ name: 'Bean Club', locale: 'en', currency: 'EUR', brandColour: null, logoUrl: null, few: 'beans', many: 'beans' },
      ...part,
    },
  });

  it('can be saved and scanned whatever the program looks and speaks like', () => {
    for (const locale of ['en', 'pl', 'ru', 'uk', 'de', 'fr', 'es', 'it', 'pt-BR', 'nl', 'cs', 'sv', 'tlh']) {
      for (const brandColour of [null, '#FFD400', '#ffffff', '#000000']) {
        const made = firstDesign(desk({ locale, brandColour, few: 'z'.repeat(60), many: 'z'.repeat(60) }));
        expect(qrDesignSchema.safeParse(made).error).toBeUndefined();
        expect(codeContrast([made.ink, made.inkTo], made.ground)).toBeGreaterThanOrEqual(NEEDED_CONTRAST);
      }
    }
  });

  it("speaks the program's language in its own words, on the paper of its country", () => {
    expect(firstDesign(desk({ locale: 'pl', few: 'ziarna', many: 'ziaren' })).sentence).toBe('Zeskanuj i zbieraj ziarna');
    expect(firstDesign(desk({ locale: 'ru', few: 'зерна', many: 'зёрен' })).sentence).toBe('Сканируйте код: больше зёрен, больше наград');
    expect([firstDesign(desk({})).paper, firstDesign(desk({ currency: 'USD' })).paper]).toEqual(['a4', 'letter']);
  });
});
