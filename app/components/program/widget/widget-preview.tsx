import { BlockStack, Card, Checkbox, Select, Text } from '@shopify/polaris';
import { useMemo, useRef, useState } from 'react';
import { tryOrder } from '#app/domain/decisions/try-order.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { useI18n } from '../../i18n-context.tsx';
import { PreviewFrame, type PreviewScreen } from './preview-frame.tsx';
import { sampleView, type SampleVisitor } from './sample-view.ts';

/** The languages that the widget speaks. */
const LANGUAGES = ['en', 'pl', 'ru', 'de', 'fr', 'es'] as const;
/** What the cart of the preview's shop holds, in the smallest units. */
const CART_MINOR = 4_200;

export interface WidgetPreviewCardProps {
  readonly program: Program;
  readonly nowMs: number;
  /** Beside an editor of something else: as a phone shows it, in the program's own language. */
  readonly compact?: boolean;
}

/** The widget as shops load it, with the program as it is being written. Nothing that is tapped in it is sent anywhere. */
export function WidgetPreviewCard({ program, nowMs, compact = false }: WidgetPreviewCardProps) {
  const { t, locale: reader } = useI18n();
  const own = program.locale.split('-')[0] ?? 'en';
  const [screen, setScreen] = useState<PreviewScreen>('phone');
  const [visitor, setVisitor] = useState<SampleVisitor>('member');
  const [locale, setLocale] = useState<string>(LANGUAGES.find((one) => one === own) ?? 'en');
  const [dark, setDark] = useState(false);
  const [open, setOpen] = useState(true);
  const after = useRef<HTMLParagraphElement>(null);
  const preview = useMemo(
    () => ({
      view: sampleView(program, { visitor, locale, now: nowMs }),
      worth: tryOrder(program, { amountMinor: CART_MINOR, tierId: null, channel: 'web', orderNumber: 2, now: nowMs }),
      ...{ locale, dark, open, refusal: t('widget.preview.refusal') },
    }),
    [program, visitor, locale, dark, open, nowMs, t],
  );
  const names = new Intl.DisplayNames(reader, { type: 'language' });
  return (
    <Card roundedAbove="xs">
      <section className={compact ? undefined : 'rung-widget'} aria-label={t('widget.preview.title')}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('widget.preview.title')}
          </Text>
          <div className="rung-widget-choices">
            {!compact && (
              <Select
                label={t('widget.preview.screen')}
                options={(['phone', 'desktop'] as const).map((value) => ({ value, label: t(`widget.preview.screen.${value}`) }))}
                value={screen}
                onChange={(value) => setScreen(value === 'desktop' ? 'desktop' : 'phone')}
              />
            )}
            <Select
              label={t('widget.preview.visitor')}
              options={(['member', 'guest'] as const).map((value) => ({ value, label: t(`widget.preview.visitor.${value}`) }))}
              value={visitor}
              onChange={(value) => setVisitor(value === 'guest' ? 'guest' : 'member')}
            />
            {!compact && (
              <Select
                label={t('widget.preview.language')}
                options={LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))}
                value={locale}
                onChange={setLocale}
              />
            )}
          </div>
          {!compact && (
            <div className="rung-widget-switches">
              <Checkbox label={t('widget.preview.open')} checked={open} onChange={setOpen} />
              <Checkbox label={t('widget.preview.dark')} checked={dark} onChange={setDark} />
            </div>
          )}
          <button type="button" className="rung-skip" onClick={() => after.current?.focus()}>
            {t('widget.preview.skip')}
          </button>
          {/* The panel reads language, visitor and side once: with another one it begins anew. */}
          <PreviewFrame
            key={[locale, visitor, screen, program.branding.launcher.side].join()}
            title={t('widget.preview.frame')}
            screen={screen}
            preview={preview}
            onOpen={setOpen}
          />
          <p ref={after} tabIndex={-1} className="rung-quiet rung-widget-note">
            {t('widget.preview.note')}
          </p>
        </BlockStack>
      </section>
    </Card>
  );
}
