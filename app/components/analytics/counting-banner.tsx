import { Banner, ProgressBar, Text } from '@shopify/polaris';
import type { SumsProgress } from '#app/contracts/analytics.ts';
import { useI18n } from '../i18n-context.tsx';

/** Says that history is still being counted, how far that is, and what is missing until then. */
export function CountingBanner({ progress }: { readonly progress: SumsProgress }) {
  const { t } = useI18n();
  if (progress.stage === null) return null;
  const percent = Math.min(99, Math.floor((progress.done * 100) / Math.max(1, progress.total)));
  const title = t('analytics.counting', { percent });
  return (
    <Banner tone="info" title={title}>
      <Text as="p">{t(`analytics.counting.${progress.stage}`)}</Text>
      <div>
        <ProgressBar progress={percent} size="small" ariaLabelledBy="rung-counting" />
        <span id="rung-counting" className="rung-unseen">
          {title}
        </span>
      </div>
    </Banner>
  );
}
