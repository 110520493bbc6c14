import { Banner, BlockStack, Modal, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import type { ImportDeed, ImportView, UndoPreview } from '#app/contracts/history-import.ts';
import { useI18n } from '../i18n-context.tsx';

/** Says what undoing an import would take back and what stays, and begins it. Nothing is begun before that was seen. */
export function UndoDialog({ view, onClose }: { readonly view: ImportView; readonly onClose: () => void }) {
  const { t } = useI18n();
  const look = useFetcher<ImportDeed>();
  const start = useFetcher<ImportDeed>();
  const { submit } = look;
  const { id: importId, storeId, store } = view;
  useEffect(() => {
    submit({ intent: 'undo-preview', importId, storeId }, { method: 'post', action: '/app/imports' });
  }, [submit, importId, storeId]);
  const isBegun = start.state === 'idle' && start.data?.outcome === 'changed';
  useEffect(() => {
    if (isBegun) onClose();
  }, [isBegun]);
  const refusal = [start.data, look.data].find((deed) => deed?.outcome === 'refused');
  const preview = look.data?.outcome === 'undo-preview' ? look.data.preview : null;
  return (
    <Modal
      open
      onClose={onClose}
      title={t('import.undo.title', { store })}
      primaryAction={{
        content: t('import.undo.action'),
        destructive: true,
        disabled: preview === null,
        loading: start.state !== 'idle',
        onAction: () => start.submit({ intent: 'undo', importId, storeId }, { method: 'post', action: '/app/imports' }),
      }}
      secondaryActions={[{ content: t('dialog.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <div aria-live="polite">
          {refusal?.outcome === 'refused' ? (
            <Banner tone="warning">
              <Text as="p">{t(`import.refused.${refusal.reason}`)}</Text>
            </Banner>
          ) : preview === null ? (
            <Text as="p">{t('import.undo.looking')}</Text>
          ) : (
            <UndoWords preview={preview} />
          )}
        </div>
      </Modal.Section>
    </Modal>
  );
}

function UndoWords({ preview }: { readonly preview: UndoPreview }) {
  const { t, points } = useI18n();
  const { orders, members, taken, kept, waiting } = preview;
  const lines = [
    ...(orders > 0
      ? [t('import.undo.gives', { count: orders, members: t('import.undo.members', { count: members }), points: points(preview.points) })]
      : []),
    ...(taken > 0 ? [t('import.undo.takes', { points: points(taken) })] : []),
    ...(kept > 0 ? [t('import.undo.keeps', { points: points(kept) })] : []),
    ...(waiting > 0 ? [t('import.undo.waiting', { count: waiting })] : []),
    t('import.undo.after'),
  ];
  return (
    <BlockStack gap="200">
      {lines.map((line) => (
        <Text as="p" key={line}>
          {line}
        </Text>
      ))}
    </BlockStack>
  );
}
