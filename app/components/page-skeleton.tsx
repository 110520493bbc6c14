import { BlockStack, Card, SkeletonBodyText, SkeletonDisplayText, SkeletonPage } from '@shopify/polaris';
import { Columns } from './admin-page.tsx';
import { useI18n } from './i18n-context.tsx';

/** Pages that are one list. */
const LISTS = ['/app/members', '/app/orders', '/app/messages', '/app/rewards'];
/** Pages that begin with a row of numbers. */
const NUMBERS = ['/app', '/app/analytics'];
/** Pages that one comes to from the navigation: nothing lies above them. */
const TOP = [...NUMBERS, '/app/program', '/app/members', '/app/orders', '/app/rewards', '/app/handover'];

/** Stands where the page at `path` will, in its shape, while it is on its way. */
export function PageSkeleton({ path }: { readonly path: string }) {
  const { t } = useI18n();
  const page = path.replace(/\/$/, '');
  return (
    <main aria-busy="true">
      <h1 className="rung-unseen">{t('page.loading')}</h1>
      <SkeletonPage backAction={!TOP.includes(page) && !page.startsWith('/app/program/')}>
        <div className="rung-page">
          {NUMBERS.includes(page) && (
            <div className="rung-numbers">
              {['redemption', 'value', 'frequency', 'quiet'].map((name) => (
                <SkeletonCard key={name} lines={2} />
              ))}
            </div>
          )}
          {LISTS.includes(page) ? (
            <SkeletonCard lines={16} />
          ) : (
            <Columns main={<SkeletonCard lines={10} />} side={<SkeletonCard lines={5} />} />
          )}
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
