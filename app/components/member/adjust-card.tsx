import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { v4 as newId } from 'uuid';
import { type AdjustmentFields, type AdjustmentProblems, readAdjustment } from '#app/contracts/adjustment.ts';
import type { BalanceView, MemberView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';
import { refusalWords } from './refusal-words.ts';
import { AdjustFields, NO_ADJUSTMENT } from './adjust-fields.tsx';
import type { MemberAnswer } from './member-answer.ts';

/** Changes the balance by hand: asks for a reason, shows the result before it happens, keeps what was typed when something is wrong. */
export function AdjustCard({ member }: { readonly member: MemberView }) {
  const { t, pointsScale: scale } = useI18n();
  const [fields, setFields] = useState<AdjustmentFields>(NO_ADJUSTMENT);
  const [problems, setProblems] = useState<AdjustmentProblems>({});
  const form = useRef<HTMLFormElement>(null);
  const { fetcher, submit, refusal } = useAdjustment({ setProblems, onDone: () => setFields(NO_ADJUSTMENT) });
  const change = (name: keyof AdjustmentFields) => (value: string) => {
    setFields((was) => ({ ...was, [name]: value }));
    setProblems(({ ...rest }) => (name === 'direction' ? rest : { ...rest, [name]: undefined }));
  };
  const [tries, setTries] = useState(0);
  useFocusOnProblem(form, tries);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readAdjustment(fields, { adjustmentId: newId(), scale });
    setProblems(read.ok ? {} : read.refusal);
    setTries(tries + 1);
    if (read.ok) submit(fields);
  };
  return (
    <Card roundedAbove="xs">
      <form ref={form} onSubmit={onSubmit} noValidate>
        <BlockStack gap="400">
          <Text as="h2" variant="headingSm">
            {t('adjust.title')}
          </Text>
          {refusal !== null && (
            <Banner tone="critical">
              <Text as="p">{refusal}</Text>
            </Banner>
          )}
          <AdjustFields fields={fields} problems={problems} change={change} />
          <Outlook fields={fields} balance={member.balances.find((balance) => balance.unit === 'points')} />
          <InlineStack>
            <Button submit variant="primary" loading={fetcher.state !== 'idle'}>
              {t(fields.direction === 'down' ? 'adjust.take' : 'adjust.add')}
            </Button>
          </InlineStack>
        </BlockStack>
      </form>
    </Card>
  );
}

/** The balance as it is and as it will be. Going down stops at zero. */
function Outlook({ fields, balance }: { readonly fields: AdjustmentFields; readonly balance: BalanceView | undefined }) {
  const { t, points, pointsScale: scale } = useI18n();
  const id = useId();
  const read = readAdjustment({ ...fields, reason: 'goodwill' }, { adjustmentId: '', scale });
  const shown = balance?.shown ?? 0;
  const available = balance?.available ?? 0;
  if (!read.ok) {
    return (
      <p className="rung-outlook" id={id} aria-live="polite">
        {t('adjust.outlook.now', { points: points(shown) })}
      </p>
    );
  }
  const change = read.value.points < 0 ? -Math.min(-read.value.points, available) : read.value.points;
  const short = read.value.points < change;
  return (
    <p className="rung-outlook" id={id} aria-live="polite">
      {t('adjust.outlook', { before: points(shown), after: points(shown + change) })}
      {short && <span className="rung-block">{t('adjust.outlook.short', { points: points(available) })}</span>}
    </p>
  );
}

interface AdjustmentUse {
  readonly setProblems: (problems: AdjustmentProblems) => void;
  readonly onDone: () => void;
}

/** Sends the form under an id of its own, so that a repeat after a lost answer does nothing; a new id follows only after an answer. */
function useAdjustment({ setProblems, onDone }: AdjustmentUse) {
  const { t, points } = useI18n();
  const fetcher = useFetcher<MemberAnswer>();
  const [refusal, setRefusal] = useState<string | null>(null);
  const adjustmentId = useRef<string | null>(null);
  const seen = useRef<MemberAnswer | undefined>(undefined);
  useEffect(() => {
    const answer = fetcher.data;
    if (fetcher.state !== 'idle' || answer === undefined || answer === seen.current) return;
    seen.current = answer;
    adjustmentId.current = null;
    setProblems(answer.outcome === 'invalid' ? answer.problems : {});
    setRefusal(answer.outcome === 'refused' ? refusalWords(answer, t) : null);
    if (answer.outcome !== 'done' || answer.what !== 'adjust') return;
    onDone();
    showToast(t(answer.points < 0 ? 'adjust.done.down' : 'adjust.done.up', { points: points(Math.abs(answer.points)) }));
  });
  const submit = (fields: AdjustmentFields) => {
    adjustmentId.current ??= newId();
    setRefusal(null);
    fetcher.submit({ ...fields, intent: 'adjust', adjustmentId: adjustmentId.current }, { method: 'post' });
  };
  return { fetcher, submit, refusal };
}

/** After each try, takes the reader to the first field that is wrong. */
function useFocusOnProblem(form: { readonly current: HTMLFormElement | null }, tries: number): void {
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, tries]);
}
