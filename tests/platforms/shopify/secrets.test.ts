import { describe, expect, it } from 'vitest';
import { createSecretBox, SecretBoxError } from '#app/store/secrets.ts';

const OLD = { id: 'k1', key: Buffer.alloc(32, 1) };
const NEW = { id: 'k2', key: Buffer.alloc(32, 2) };
const WHERE = 'platform_session:offline_a.myshopify.com:access_token';

describe('the secret box', () => {
  const box = createSecretBox([OLD]);

  it('opens what it sealed, at the same place', () => {
    for (const plain of ['', 'shpat_123', 'Müller 🎁', 'x'.repeat(10_000)]) expect(box.open(box.seal(plain, WHERE), WHERE)).toBe(plain);
  });

  it('seals the same text differently each time and shows nothing of it', () => {
    const texts = Array.from({ length: 100 }, () => box.seal('shpat_secret', WHERE));
    expect(new Set(texts).size).toBe(100);
    expect(texts.join()).not.toContain('shpat_secret');
    expect(texts[0]).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
  });

  it('does not open at another place, nor when a single character differs', () => {
    const sealed = box.seal('shpat_1234', WHERE);
    expect(() => box.open(sealed, 'platform_session:offline_b.myshopify.com:access_token')).toThrow(SecretBoxError);
    for (const index of Array.from(sealed).keys()) {
      const changed = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      expect(() => box.open(changed, WHERE)).toThrow(SecretBoxError);
    }
    for (const text of ['', 'shpat_123', 'v1.k1.', 'v2.k1.AAAAAAAAAAAAAAAA.AAAA', `${sealed}.x`, sealed.slice(0, 30)]) {
      expect(() => box.open(text, WHERE)).toThrow(SecretBoxError);
    }
  });

  it('exchanges keys one text at a time', () => {
    const sealed = box.seal('shpat_123', WHERE);
    const both = createSecretBox([NEW, OLD]);
    expect(both.open(sealed, WHERE)).toBe('shpat_123');
    expect([both.isCurrent(sealed), box.isCurrent(sealed)]).toEqual([false, true]);
    const again = both.seal('shpat_123', WHERE);
    expect(both.isCurrent(again)).toBe(true);
    expect(() => box.open(again, WHERE)).toThrow('sealed with key k2, which is not configured');
  });

  it('refuses keys that are none', () => {
    expect(() => createSecretBox([])).toThrow('at least one');
    expect(() => createSecretBox([{ id: 'k1', key: Buffer.alloc(16) }])).toThrow('has 16 bytes, not 32');
    expect(() => createSecretBox([OLD, { ...NEW, id: 'k1' }])).toThrow('two secret keys are called k1');
    expect(() => createSecretBox([{ ...OLD, id: 'a.b' }])).toThrow(RangeError);
  });
});
