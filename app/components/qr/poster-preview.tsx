import { Card, Text } from '@shopify/polaris';
import type { QrDesign } from '#app/contracts/qr-design.ts';
import { useI18n } from '../i18n-context.tsx';
import { inkOn } from '../program/unit-text.ts';
import { CodePicture } from './code-picture.tsx';

export interface PosterPreviewProps {
  readonly design: QrDesign;
  readonly address: string;
  readonly domain: string;
  readonly name: string;
  /** Of the words on it. */
  readonly locale: string;
}

/** The poster in small. */
export function PosterPreview({ design, address, domain, name, locale }: PosterPreviewProps) {
  const { t } = useI18n();
  const { frame, paper, sentence, logo } = design;
  return (
    <Card roundedAbove="xs">
      <div className="rung-qr-preview">
        <Text as="h2" variant="headingMd">
          {t('qr.preview')}
        </Text>
        <div className={`rung-qr-paper rung-qr-paper-${paper}`}>
          <div className="rung-qr-poster" style={{ background: frame, color: inkOn(frame) }} lang={locale}>
            <p className="rung-qr-name">{name}</p>
            <p className="rung-qr-sentence">{sentence}</p>
            <CodePicture
              address={address}
              look={{ ...design, hasLogo: logo !== null }}
              logo={logo}
              alt={t('qr.preview.alt', { address })}
            />
            <p className="rung-qr-domain">{domain}</p>
          </div>
        </div>
      </div>
    </Card>
  );
}
