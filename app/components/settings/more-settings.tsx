import { Card, Link, Text } from '@shopify/polaris';
import type { Right } from '#app/domain/staff/rights.ts';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';

const PAGES: readonly { readonly name: 'staff' | 'languages' | 'data' | 'close'; readonly right: Right | null }[] = [
  { name: 'staff', right: 'staff.manage' },
  { name: 'languages', right: null },
  { name: 'data', right: 'data.export' },
  { name: 'close', right: 'program.close' },
];

/** The ways to the other pages of settings, those that are the reader's to open. */
export function MoreSettings() {
  const { t } = useI18n();
  const may = useMay();
  return (
    <Card roundedAbove="xs">
      <div className="rung-card-stack">
        <Text as="h2" variant="headingSm">
          {t('more.title')}
        </Text>
        <ul className="rung-rows">
          {PAGES.filter(({ right }) => right === null || may(right)).map(({ name }) => (
            <li key={name}>
              <Link url={`/app/settings/${name}`} removeUnderline>
                <span className="rung-strong">{t(`more.${name}`)}</span>
              </Link>
              <span className="rung-quiet rung-block">{t(`more.${name}.text`)}</span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
