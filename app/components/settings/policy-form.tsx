import { Banner, BlockStack, Card, Checkbox, FormLayout, Select, Text, TextField } from '@shopify/polaris';
import { useId, useState } from 'react';
import type { StaffDeskView } from '#app/contracts/staff.ts';
import { GRANTABLE_RIGHTS, type GrantableRight, SET_ROLES, type SetRole } from '#app/domain/staff/rights.ts';
import { useI18n } from '../i18n-context.tsx';
import { SaveBar } from '../save-bar.tsx';
import { useStaffDeed } from './use-staff-deed.ts';

/** A role's rights as typed: limits are texts until they are sent. */
interface RoleFields {
  readonly rights: readonly GrantableRight[];
  readonly perAction: string;
  readonly perDay: string;
}
interface Fields {
  readonly newcomers: StaffDeskView['policy']['newcomers'];
  readonly roles: Readonly<Record<SetRole, RoleFields>>;
}

function fieldsOf({ newcomers, roles }: StaffDeskView['policy']): Fields {
  const role = ({ rights, perAction, perDay }: (typeof roles)[SetRole]): RoleFields => ({
    rights,
    perAction: perAction === null ? '' : String(perAction),
    perDay: perDay === null ? '' : String(perDay),
  });
  return { newcomers, roles: { manager: role(roles.manager), counter: role(roles.counter) } };
}

/** Empty is no limit; what is no number is sent as it is and refused. */
function limitOf(text: string): number | string | null {
  const typed = text.replaceAll(/[\s,.]/g, '');
  return typed === '' ? null : /^\d+$/.test(typed) ? Number(typed) : typed;
}

function policyOf({ newcomers, roles }: Fields) {
  const role = ({ rights, perAction, perDay }: RoleFields) => ({ rights, perAction: limitOf(perAction), perDay: limitOf(perDay) });
  return { newcomers, roles: { manager: role(roles.manager), counter: role(roles.counter) } };
}

/** What newcomers are, and what each role may; saved together. */
export function PolicyForm({ desk }: { readonly desk: StaffDeskView }) {
  const { t } = useI18n();
  const [fields, setFields] = useState(() => fieldsOf(desk.policy));
  const deed = useStaffDeed();
  const isChanged = JSON.stringify(fields) !== JSON.stringify(fieldsOf(desk.policy));
  const save = () => deed.send({ intent: 'policy', revision: String(desk.revision), policy: JSON.stringify(policyOf(fields)) });
  const setRole = (role: SetRole, change: Partial<RoleFields>) =>
    setFields((before) => ({ ...before, roles: { ...before.roles, [role]: { ...before.roles[role], ...change } } }));
  return (
    <>
      <SaveBar
        open={isChanged}
        busy={deed.busy}
        saveLabel={t('save.save')}
        onSave={save}
        onDiscard={() => setFields(fieldsOf(desk.policy))}
      />
      {deed.refusal !== null && (
        <Banner tone="critical">
          <Text as="p">{deed.refusal}</Text>
        </Banner>
      )}
      <Card roundedAbove="xs">
        <Select
          label={t('staff.newcomers')}
          helpText={t('staff.newcomers.help')}
          options={(['manager', 'counter', 'none'] as const).map((role) => ({ value: role, label: t(`staff.role.${role}`) }))}
          value={fields.newcomers}
          onChange={(newcomers: Fields['newcomers']) => setFields((before) => ({ ...before, newcomers }))}
        />
      </Card>
      {SET_ROLES.map((role) => (
        <RoleCard
          key={role}
          role={role}
          fields={fields.roles[role]}
          largeAbove={desk.largeAbove}
          onChange={(change) => setRole(role, change)}
        />
      ))}
    </>
  );
}

interface RoleCardProps {
  readonly role: SetRole;
  readonly fields: RoleFields;
  readonly largeAbove: number;
  readonly onChange: (change: Partial<RoleFields>) => void;
}

function RoleCard({ role, fields, largeAbove, onChange }: RoleCardProps) {
  const { t, points } = useI18n();
  const id = useId();
  const help = (right: GrantableRight) =>
    right === 'members.see' || right === 'data.export' ? { helpText: t(`right.${right}.help`) } : {};
  const toggle = (right: GrantableRight, on: boolean) =>
    onChange({ rights: GRANTABLE_RIGHTS.filter((one) => (one === right ? on : fields.rights.includes(one))) });
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm" id={id}>
          {t('staff.role.title', { role: t(`staff.role.${role}`) })}
        </Text>
        <div role="group" aria-labelledby={id} className="rung-rights">
          {GRANTABLE_RIGHTS.map((right) => (
            <Checkbox
              key={right}
              label={right === 'points.large' ? t('right.points.large', { points: points(largeAbove) }) : t(`right.${right}`)}
              checked={fields.rights.includes(right)}
              onChange={(on) => toggle(right, on)}
              {...help(right)}
            />
          ))}
        </div>
        {fields.rights.includes('points.adjust') && (
          <FormLayout>
            <FormLayout.Group condensed>
              {(['perAction', 'perDay'] as const).map((limit) => (
                <TextField
                  key={limit}
                  label={t(limit === 'perAction' ? 'staff.limit.action' : 'staff.limit.day')}
                  value={fields[limit]}
                  onChange={(text) => onChange({ [limit]: text })}
                  inputMode="numeric"
                  autoComplete="off"
                  suffix={t('staff.limit.unit')}
                  helpText={t('staff.limit.help')}
                />
              ))}
            </FormLayout.Group>
          </FormLayout>
        )}
      </BlockStack>
    </Card>
  );
}
