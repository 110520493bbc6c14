import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import type { OverviewView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

/** Older than this, the oldest waiting message is worth a word. */
const SLOW_SECONDS = 60;

/** Whether something stands still that a person should look at. */
export function needsALook({ health, stores }: OverviewView): boolean {
  return health.inboxDead + health.outboxDead > 0 || stores.some((store) => store.state !== 'connected');
}

/** Whether messages of the store are settled as they come, and what stands still. */
export function HealthCard({ overview }: { readonly overview: OverviewView }) {
  const { t } = useI18n();
  const { inboxWaiting, inboxDead, oldestSeconds, outboxWaiting, outboxDead } = overview.health;
  const dead = inboxDead + outboxDead;
  const waiting = inboxWaiting + outboxWaiting;
  const slow = waiting > 0 && oldestSeconds > SLOW_SECONDS;
  const offline = overview.stores.filter((store) => store.state !== 'connected');
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t('health.title')}
          </Text>
          {dead > 0 ? (
            <Badge tone="critical">{t('health.badge.stuck')}</Badge>
          ) : slow || offline.length > 0 ? (
            <Badge tone="warning">{t(offline.length > 0 ? 'health.badge.offline' : 'health.badge.slow')}</Badge>
          ) : (
            <Badge tone="success">{t('health.badge.well')}</Badge>
          )}
        </InlineStack>
        {dead > 0 && (
          <Banner tone="critical">
            <BlockStack gap="200">
              <Text as="p">{t('health.stuck', { count: dead })}</Text>
              <InlineStack>
                <Button url="/app/messages">{t('health.look')}</Button>
              </InlineStack>
            </BlockStack>
          </Banner>
        )}
        {offline.map((store) => (
          <Banner key={store.storeId} tone="warning">
            <Text as="p">{t('health.offline', { domain: store.domain })}</Text>
          </Banner>
        ))}
        <dl className="rung-facts">
          <Fact name={t('health.waiting')} value={t('health.messages', { count: waiting })} />
          {waiting > 0 && <Fact name={t('health.oldest')} value={t('health.seconds', { count: Math.round(oldestSeconds) })} />}
          <Fact name={t('health.orders')} value={t('health.orders.count', { count: overview.orders.last24Hours })} />
        </dl>
      </BlockStack>
    </Card>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
