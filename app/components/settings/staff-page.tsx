import { Badge, Banner, BlockStack, Button, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { StaffDeskView, StaffLine } from '#app/contracts/staff.ts';
import { ROLES, type Role } from '#app/domain/staff/rights.ts';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { Ago } from '../moment.tsx';
import { PolicyForm } from './policy-form.tsx';
import { useStaffDeed } from './use-staff-deed.ts';

/** Who works here, and what the roles may do. For owners. */
export function StaffPage({ desk, nowMs }: { readonly desk: StaffDeskView; readonly nowMs: number }) {
  const { t } = useI18n();
  return (
    <AdminPage
      title={t('staff.title')}
      subtitle={t('staff.subtitle')}
      back={{ label: t('settings.title'), url: '/app/settings' }}
      nowMs={nowMs}
    >
      <BlockStack gap="400">
        <PeopleCard desk={desk} />
        <PolicyForm key={desk.revision} desk={desk} />
      </BlockStack>
    </AdminPage>
  );
}

function PeopleCard({ desk }: { readonly desk: StaffDeskView }) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('staff.people')}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {t('staff.people.text')} {t('staff.owner.text')}
          </Text>
        </BlockStack>
        <ul className="rung-rows">
          {desk.people.map((person) => (
            <li key={person.staffId}>
              <Person person={person} newcomers={desk.policy.newcomers} />
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

/** In a select nobody's choice needs a value of its own. */
const BY_DEFAULT = 'default';

function Person({ person, newcomers }: { readonly person: StaffLine; readonly newcomers: Role }) {
  const { t } = useI18n();
  const deed = useStaffDeed();
  const [asking, setAsking] = useState(false);
  const name = person.name ?? person.email ?? t('staff.unnamed', { id: person.staffId.split(':').at(-1) ?? '' });
  const byDefault = person.ownsStore ? 'owner' : newcomers;
  const options = [
    { value: BY_DEFAULT, label: t('staff.role.default', { role: t(`staff.role.${byDefault}`) }) },
    ...ROLES.map((role) => ({ value: role, label: t(`staff.role.${role}`) })),
  ];
  return (
    <BlockStack gap="200">
      <div className="rung-person">
        <div>
          <InlineStack gap="200" blockAlign="center">
            <span className="rung-strong">{name}</span>
            {person.you && <Badge tone="info">{t('staff.you')}</Badge>}
            {person.ownsStore && <Badge>{t('staff.owns')}</Badge>}
            {!person.present && <Badge tone="warning">{t('staff.away')}</Badge>}
          </InlineStack>
          <span className="rung-quiet rung-block">
            {[...(person.name !== null && person.email !== null ? [person.email] : []), person.store].join(' · ')}
          </span>
          <span className="rung-quiet rung-block">
            {t('staff.seen')} <Ago iso={person.seenAt} />
          </span>
        </div>
        <InlineStack gap="200" blockAlign="center" wrap={false}>
          <Select
            label={t('staff.role.of', { name })}
            labelHidden
            options={options}
            value={person.given ?? BY_DEFAULT}
            disabled={deed.busy}
            onChange={(role) => deed.send({ intent: 'role', staffId: person.staffId, role })}
          />
          {!person.you && (
            <Button variant="tertiary" accessibilityLabel={t('staff.forget.named', { name })} onClick={() => setAsking(true)}>
              {t('staff.forget.yes')}
            </Button>
          )}
        </InlineStack>
      </div>
      {deed.refusal !== null && (
        <Banner tone="warning">
          <Text as="p">{deed.refusal}</Text>
        </Banner>
      )}
      {asking && (
        <Banner tone="warning" title={t('staff.forget.sure', { name })}>
          <BlockStack gap="300">
            <Text as="p">{t('staff.forget.text')}</Text>
            <InlineStack gap="200">
              <Button onClick={() => setAsking(false)}>{t('staff.forget.no')}</Button>
              <Button tone="critical" loading={deed.busy} onClick={() => deed.send({ intent: 'forget', staffId: person.staffId })}>
                {t('staff.forget.yes')}
              </Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      )}
    </BlockStack>
  );
}
