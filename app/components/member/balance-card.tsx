import { BlockStack, Card, Text } from '@shopify/polaris';
import type { BalanceView, MemberView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

/** What the member has now, what is on its way, what is reserved or owed; one block per unit. */
export function BalanceCard({ member }: { readonly member: MemberView }) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          {t('member.balance')}
        </Text>
        {member.balances.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('member.balance.empty')}
          </Text>
        ) : (
          member.balances.map((balance) => <UnitBalance key={balance.unit} balance={balance} member={member} />)
        )}
      </BlockStack>
    </Card>
  );
}

function UnitBalance({ balance, member }: { readonly balance: BalanceView; readonly member: MemberView }) {
  const { t, points, pointsNumber, date } = useI18n();
  const due = earliest(member.lots.filter((lot) => lot.unit === balance.unit && lot.account === 'pending').map((lot) => lot.availableAt));
  const ends = earliest(member.lots.filter((lot) => lot.unit === balance.unit && lot.account === 'available').map((lot) => lot.expiresAt));
  return (
    <div className="rung-balance">
      <p className="rung-figure rung-figure-large">{points(balance.shown, balance.unit)}</p>
      <dl className="rung-facts">
        <Fact
          name={t('member.available')}
          value={pointsNumber(balance.available, balance.unit)}
          {...(ends === null ? {} : { hint: t('member.available.ends', { date: date(ends) }) })}
        />
        {balance.pending > 0 && (
          <Fact
            name={t('member.pending')}
            value={pointsNumber(balance.pending, balance.unit)}
            {...(due === null ? {} : { hint: t('member.pending.due', { date: date(due) }) })}
          />
        )}
        {balance.held > 0 && <Fact name={t('member.held')} value={pointsNumber(balance.held, balance.unit)} />}
        {balance.debt > 0 && (
          <Fact name={t('member.debt')} value={pointsNumber(-balance.debt, balance.unit)} hint={t('member.debt.hint')} />
        )}
      </dl>
    </div>
  );
}

function Fact({ name, value, hint }: { readonly name: string; readonly value: string; readonly hint?: string }) {
  return (
    <div>
      <dt>
        {name}
        {hint !== undefined && <span className="rung-quiet rung-block">{hint}</span>}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The first of several moments, texts in UTC; null when none has a date. */
function earliest(moments: readonly (string | null)[]): string | null {
  return moments.reduce((first, moment) => (moment !== null && (first === null || moment < first) ? moment : first), null);
}
