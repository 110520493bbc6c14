import { BlockStack, Card, Modal, Text, TextField } from '@shopify/polaris';
import { useBlocker } from '@remix-run/react';
import { useMemo } from 'react';
import type { QrDesk } from '#app/contracts/qr-design.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { SaveBar } from '../save-bar.tsx';
import { showToast } from '../toast.tsx';
import { AddressCard } from './address-card.tsx';
import { codeAddress, storeOf } from './address.ts';
import { FilesCard } from './files-card.tsx';
import { firstDesign } from './first-design.ts';
import { LogoCard } from './logo-card.tsx';
import { LookCard } from './look-card.tsx';
import { PosterPreview } from './poster-preview.tsx';
import { type QrDesignState, useQrDesign } from './use-qr-design.ts';

/** Where no store is connected there is nothing to lead to, but the looks can be chosen. */
const NOWHERE = { domain: 'example.com', storeId: '', platform: 'shopify' } as const;

/** The QR code of the program: its looks, where it leads, and what is printed of it. */
export function QrPage({ desk, nowMs }: { readonly desk: QrDesk; readonly nowMs: number }) {
  const { t } = useI18n();
  const first = useMemo(() => firstDesign(desk), [desk]);
  const state = useQrDesign({
    desk,
    first,
    onAnswer: ({ outcome }) => showToast(t(outcome === 'saved' ? 'qr.saved' : 'qr.refused')),
  });
  const { drawn, dirty, saving, problems } = state;
  const store = storeOf(drawn, desk.stores);
  const address = codeAddress(store ?? NOWHERE, problems.has('path') || problems.has('campaign') ? { path: '/', campaign: '' } : drawn);
  const { name, locale, logoUrl } = desk.program;
  return (
    <AdminPage
      title={t('qr.title')}
      subtitle={t('qr.subtitle')}
      back={{ label: t('program.tab.branding'), url: '/app/program/branding' }}
      nowMs={nowMs}
    >
      <SaveBar
        open={dirty}
        busy={saving}
        saveLabel={t('qr.save')}
        onSave={() => (problems.size > 0 ? showToast(t('qr.refused')) : state.save())}
        onDiscard={state.reset}
      />
      <LeaveQuestion state={state} />
      <Columns
        main={
          <>
            <LookCard state={state} />
            <LogoCard state={state} logoUrl={logoUrl} />
            <SentenceCard state={state} locale={locale} />
            <AddressCard state={state} stores={desk.stores} store={store} address={address} />
            <FilesCard state={state} ready={store !== null} />
          </>
        }
        side={
          <div className="rung-sticky">
            <PosterPreview design={drawn} address={address} domain={(store ?? NOWHERE).domain} name={name} locale={locale} />
          </div>
        }
      />
    </AdminPage>
  );
}

function SentenceCard({ state: { design, change, problems }, locale }: { readonly state: QrDesignState; readonly locale: string }) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('qr.words')}
        </Text>
        <div lang={locale}>
          <TextField
            label={t('qr.sentence')}
            value={design.sentence}
            onChange={(sentence) => change({ sentence })}
            autoComplete="off"
            maxLength={90}
            showCharacterCount
            helpText={t('qr.sentence.help')}
            {...(problems.has('sentence') ? { error: t('qr.problem.sentence') } : {})}
          />
        </div>
      </BlockStack>
    </Card>
  );
}

function LeaveQuestion({ state: { dirty, reset } }: { readonly state: QrDesignState }) {
  const { t } = useI18n();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname);
  if (blocker.state !== 'blocked') return null;
  return (
    <Modal
      open
      onClose={() => blocker.reset()}
      title={t('program.leave.title')}
      primaryAction={{ content: t('program.leave.stay'), onAction: () => blocker.reset() }}
      secondaryActions={[
        {
          content: t('program.leave.go'),
          destructive: true,
          onAction: () => {
            reset();
            blocker.proceed();
          },
        },
      ]}
    >
      <Modal.Section>
        <Text as="p">{t('program.leave.text')}</Text>
      </Modal.Section>
    </Modal>
  );
}
