import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { QR_STYLES, type QrDesign } from '#app/contracts/qr-design.ts';
import { useI18n } from '../i18n-context.tsx';
import { ColourField } from '../program/colour-field.tsx';
import { CodePicture } from './code-picture.tsx';
import { codeContrast, NEEDED_CONTRAST, readableColours } from './colours.ts';
import { inksOf } from './draw-code.ts';
import type { QrDesignState } from './use-qr-design.ts';

/** A short code for the little pictures of the styles. */
const SAMPLE = 'RUNG';

/** Style and colours, with the check whether scanners can read them. */
export function LookCard({ state }: { readonly state: QrDesignState }) {
  const { t } = useI18n();
  const { design, change, problems } = state;
  const colour = (name: 'ink' | 'inkTo' | 'ground' | 'frame', label: string) => (
    <ColourField
      label={label}
      value={design[name]}
      onChange={(value) => change({ [name]: value })}
      problem={problems.has(name) ? t('qr.problem.colour') : undefined}
    />
  );
  const isGradient = design.style === 'gradient';
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('qr.look')}
        </Text>
        <StyleChoice state={state} />
        <div className="rung-qr-colours">
          {colour('ink', t(isGradient ? 'qr.ink.from' : 'qr.ink'))}
          {isGradient && colour('inkTo', t('qr.ink.to'))}
          {colour('ground', t('qr.ground'))}
          {colour('frame', t('qr.frame'))}
        </div>
        <ContrastNote state={state} />
        <Text as="p" tone="subdued">
          {t('qr.quiet')}
        </Text>
      </BlockStack>
    </Card>
  );
}

function StyleChoice({ state: { design, drawn, change } }: { readonly state: QrDesignState }) {
  const { t } = useI18n();
  const look = (style: QrDesign['style']) => ({ ...drawn, style, hasLogo: false });
  return (
    <fieldset className="rung-choices">
      <legend>{t('qr.style')}</legend>
      <div className="rung-qr-styles">
        {QR_STYLES.map((style) => (
          <label key={style} className="rung-qr-style">
            <CodePicture address={SAMPLE} look={look(style)} logo={null} alt="" />
            <span>
              <input type="radio" name="qr-style" value={style} checked={design.style === style} onChange={() => change({ style })} />
              {t(`qr.style.${style}`)}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function ContrastNote({ state: { drawn, change } }: { readonly state: QrDesignState }) {
  const { t } = useI18n();
  const ratio = codeContrast(inksOf(drawn), drawn.ground);
  const shown = Math.floor(ratio * 10) / 10;
  return (
    <div role="status">
      {ratio >= NEEDED_CONTRAST ? (
        <p className="rung-gain rung-qr-contrast">{t('qr.contrast.good', { ratio: shown })}</p>
      ) : (
        <Banner tone="warning" title={t('qr.contrast.title')}>
          <BlockStack gap="300">
            <Text as="p">{ratio < 1 ? t('qr.contrast.inverted') : t('qr.contrast.weak', { ratio: shown, needed: NEEDED_CONTRAST })}</Text>
            <InlineStack>
              <Button onClick={() => change(readableColours(drawn))}>{t('qr.contrast.fix')}</Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      )}
    </div>
  );
}
