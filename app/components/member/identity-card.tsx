import { Card, BlockStack, Text } from '@shopify/polaris';
import type { MemberDeskView } from '#app/contracts/members.ts';
import type { MemberView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

/** What names the member: the e-mail, and the customer account in each store with the way to its page there. */
export function IdentityCard({ member, desk }: { readonly member: MemberView; readonly desk: MemberDeskView }) {
  const { t, date } = useI18n();
  const several = new Set(desk.identities.map(({ storeId }) => storeId)).size > 1;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('member.identities')}
        </Text>
        <dl className="rung-facts">
          <div>
            <dt>{t('member.email')}</dt>
            <dd>{member.email ?? '–'}</dd>
          </div>
          {desk.identities.map(({ storeId, storeName, customerId, url }) => (
            <div key={`${storeId}-${customerId}`}>
              <dt>{several ? storeName : t('member.customer')}</dt>
              <dd>
                {url === null ? (
                  customerId
                ) : (
                  <a href={url} target="_blank" rel="noreferrer">
                    {customerId}
                    <span className="rung-unseen"> {t('link.new-window')}</span>
                  </a>
                )}
              </dd>
            </div>
          ))}
          <div>
            <dt>{t('member.joined')}</dt>
            <dd>{member.joinedAt === null ? t('member.joined.not') : date(member.joinedAt)}</dd>
          </div>
        </dl>
      </BlockStack>
    </Card>
  );
}
