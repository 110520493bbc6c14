import { Text } from '@shopify/polaris';
import { useI18n } from './i18n-context.tsx';

/** Stands where a button would be that the reader's role does not allow: that it is so, and who can change it. */
export function NotYours() {
  const { t } = useI18n();
  return (
    <Text as="p" tone="subdued">
      {t('rights.refused')}
    </Text>
  );
}
