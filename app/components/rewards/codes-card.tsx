import { BlockStack, Text } from '@shopify/polaris';
import type { VoucherPoolView } from '#app/contracts/issuing.ts';
import { useI18n } from '../i18n-context.tsx';
import { dayText } from './reward-words.ts';

/** Where the codes of a list are. */
export function CodesCard({ pool }: { readonly pool: VoucherPoolView }) {
  const { t, number, locale } = useI18n();
  const counts = [
    { name: t('vouchers.claimed'), count: pool.claimed },
    { name: t('vouchers.given'), count: pool.given },
    { name: t('vouchers.withdrawn'), count: pool.withdrawn },
    { name: t('vouchers.expired'), count: pool.expired },
  ].filter(({ count }) => count > 0);
  if (counts.length === 0 && pool.endsNext === null) return null;
  return (
    <BlockStack gap="200">
      <dl className="rung-facts">
        {counts.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
      {pool.endsNext !== null && (
        <Text as="p" tone="subdued">
          {t('vouchers.ends', { count: pool.endsNext.count, date: dayText(pool.endsNext.on, locale) })}
        </Text>
      )}
    </BlockStack>
  );
}
