import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';

/** A customer whom the store knows and we do not: says when that changes. */
export function UnknownMemberPage({ customerId, nowMs }: { readonly customerId: string; readonly nowMs: number }) {
  const { t } = useI18n();
  return (
    <AdminPage title={t('member.unknown.title')} back={{ label: t('members.title'), url: '/app/members' }} nowMs={nowMs}>
      <Card roundedAbove="xs">
        <BlockStack gap="400">
          <Text as="p">{t('member.unknown.text', { id: customerId })}</Text>
          <InlineStack>
            <Button url="/app/members">{t('member.unknown.all')}</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
