import { BlockStack, Card, SkeletonBodyText, SkeletonDisplayText, SkeletonPage } from '@shopify/polaris';
import { Columns } from './admin-page.tsx';
import { useI18n } from './i18n-context.tsx';

/** Stands where the next page will, in its shape, while it is on its way. */
export function PageSkeleton({ home }: { readonly home: boolean }) {
  const { t } = useI18n();
  return (
    <main aria-busy="true">
      <p className="rung-unseen" role="status">
        {t('page.loading')}
      </p>
      <SkeletonPage backAction={!home}>
        <div className="rung-page">
          {home && (
            <div className="rung-numbers">
              {['members', 'outstanding', 'earned', 'redeemed'].map((name) => (
                <SkeletonCard key={name} lines={2} />
              ))}
            </div>
          )}
          <Columns main={<SkeletonCard lines={10} />} side={<SkeletonCard lines={5} />} />
        </div>
      </SkeletonPage>
    </main>
  );
}

function SkeletonCard({ lines }: { readonly lines: number }) {
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <SkeletonDisplayText size="small" />
        <SkeletonBodyText lines={lines} />
      </BlockStack>
    </Card>
  );
}
