import { BlockStack, Button, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { useRef, useState } from 'react';
import { LOGO_SIZES, type QrDesign } from '#app/contracts/qr-design.ts';
import { useI18n } from '../i18n-context.tsx';
import { shrinkPicture } from './shrink-picture.ts';
import type { QrDesignState } from './use-qr-design.ts';

export interface LogoCardProps {
  readonly state: QrDesignState;
  /** Of the program's own logo; null: it has none. */
  readonly logoUrl: string | null;
}

/** A picture in the middle of the code. */
export function LogoCard({ state, logoUrl }: LogoCardProps) {
  const { t } = useI18n();
  const { design, change, problems } = state;
  const { take, problem } = useTaking((logo) => change({ logo }));
  const trouble = problem ?? (problems.has('logo') ? 'qr.logo.unreadable' : null);
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('qr.logo')}
        </Text>
        <Text as="p" tone="subdued">
          {t('qr.logo.text')}
        </Text>
        <InlineStack gap="200" blockAlign="center">
          {design.logo !== null && <img className="rung-qr-logo" src={design.logo} alt="" />}
          <FileButton label={t(design.logo === null ? 'qr.logo.choose' : 'qr.logo.other')} onFile={(file) => void take(file)} />
          {logoUrl !== null && design.logo === null && <Button onClick={() => void take(logoUrl)}>{t('qr.logo.program')}</Button>}
          {design.logo !== null && (
            <Button variant="tertiary" tone="critical" onClick={() => change({ logo: null })}>
              {t('qr.logo.remove')}
            </Button>
          )}
        </InlineStack>
        <div role="alert">{trouble !== null && <p className="rung-problem">{t(trouble)}</p>}</div>
        {design.logo !== null && (
          <Select
            label={t('qr.logo.size')}
            options={LOGO_SIZES.map((value) => ({ value, label: t(`qr.logo.${value}`) }))}
            value={design.logoSize}
            onChange={(value) => change({ logoSize: value as QrDesign['logoSize'] })}
          />
        )}
      </BlockStack>
    </Card>
  );
}

function useTaking(onLogo: (logo: string) => void) {
  const [problem, setProblem] = useState<'qr.logo.unreadable' | 'qr.logo.unreachable' | null>(null);
  const take = async (source: Blob | string) => {
    setProblem(null);
    try {
      onLogo(await shrinkPicture(source));
    } catch {
      setProblem(typeof source === 'string' ? 'qr.logo.unreachable' : 'qr.logo.unreadable');
    }
  };
  return { take, problem };
}

function FileButton({ label, onFile }: { readonly label: string; readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={label}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // Emptied, so that the same file can be chosen once more.
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
      <Button onClick={() => input.current?.click()}>{label}</Button>
    </>
  );
}
