import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useI18n } from '../i18n-context.tsx';

/** The way to the QR code, its poster and its other prints. */
export function QrLink() {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('qr.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('qr.open.text')}
          </Text>
        </BlockStack>
        <Button url="/app/branding/qr">{t('qr.open')}</Button>
      </InlineStack>
    </Card>
  );
}
