import { SaveBar as AdminSaveBar } from '@shopify/app-bridge-react';
import { Button, InlineStack, Text } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { useI18n } from './i18n-context.tsx';

export interface SaveBarProps {
  readonly open: boolean;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
  /** What saving is called where the bar is our own; "Save draft" unless given. */
  readonly saveLabel?: string;
}

/** Unsaved changes, and what to do with them: in the bar of the admin around us, or at the head of the page where there is none. */
export function SaveBar(props: SaveBarProps) {
  const [inAdmin, setInAdmin] = useState<boolean | null>(null);
  useEffect(() => setInAdmin(customElements.get('ui-save-bar') !== undefined), []);
  if (inAdmin === null) return null;
  return inAdmin ? <BarOfTheAdmin {...props} /> : <BarOfOurOwn {...props} />;
}

function BarOfTheAdmin({ open, busy, onSave, onDiscard }: SaveBarProps) {
  return (
    <AdminSaveBar open={open}>
      {/* App Bridge draws these two in the admin's own words; the attributes are its own. */}
      <button {...{ variant: 'primary' }} {...(busy ? { loading: '' } : {})} onClick={onSave} />
      <button onClick={onDiscard} />
    </AdminSaveBar>
  );
}

function BarOfOurOwn({ open, busy, onSave, onDiscard, saveLabel }: SaveBarProps) {
  const { t } = useI18n();
  if (!open) return null;
  return (
    <div className="rung-save-bar" role="region" aria-label={t('save.unsaved')}>
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="p" fontWeight="medium">
          {t('save.unsaved')}
        </Text>
        <InlineStack gap="200">
          <Button onClick={onDiscard} disabled={busy}>
            {t('save.discard')}
          </Button>
          <Button variant="primary" onClick={onSave} loading={busy}>
            {saveLabel ?? t('save.save')}
          </Button>
        </InlineStack>
      </InlineStack>
    </div>
  );
}
