import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalWords } from '#app/i18n/shopper-refusals.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Every `reason: '…'` of these files, and the members of a union of reasons. */
function reasonsIn(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/reason: '([a-z_-]+)',\s*message/g), ...text.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(
    ([, reason]) => reason ?? '',
  );
}

describe('what shoppers are told who do not read English', () => {
  const files = [
    'app/domain/decisions/redeem-guards.ts',
    'app/domain/decisions/release-code.ts',
    'app/services/redeem.ts',
    'app/services/join.ts',
    'app/services/storefront/redeem-here.ts',
    'app/services/storefront/link-accounts.ts',
  ];

  it.each(files)('has Polish and Russian words for every refusal of %s', (file) => {
    const reasons = [...new Set(reasonsIn(file))];
    expect(reasons.length).toBeGreaterThan(0);
    for (const locale of ['pl', 'ru'] as const)
      expect(
        reasons.filter((reason) => refusalWords(reason, locale) === null),
        locale,
      ).toEqual([]);
  });

  it('leaves English to the rules, and says nothing of what it does not know', () => {
    expect(refusalWords('open-debt', 'en')).toBeNull();
    expect(refusalWords('something-new', 'pl')).toBeNull();
    expect(refusalWords('unknown_redemption', 'pl')).toBe('Na tym koncie nie ma takiego kodu.');
  });
});
