import { BlockStack, Button, Card, InlineStack, Modal, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import { useRef, useState } from 'react';
import { useI18n } from '../../i18n-context.tsx';
import { showToast } from '../../toast.tsx';
import { useDraft } from '../editor/draft-context.tsx';
import { useCommand } from '../editor/use-command.ts';
import { campaignText, costText, ruleText, wayText } from '../program-words.ts';
import { useMay } from '../../use-may.ts';
import { NotYours } from '../../not-yours.tsx';
import { programRefusalText } from '../refusal-text.ts';

/** The program at a glance: each part in a sentence or two, and the way to change it. */
export function ProgramOverview() {
  const i18n = useI18n();
  const { t } = i18n;
  const { program } = useDraft();
  const parts = [
    {
      tab: 'earn',
      lines: program.earning.rules.filter(({ active }) => active).map((rule) => ruleText(rule, program, i18n)),
      empty: t('program.preview.earn.empty'),
    },
    {
      tab: 'rewards',
      lines: program.rewards.filter(({ active }) => active).map((reward) => `${reward.name}: ${costText(reward, program, i18n)}`),
      empty: t('program.preview.rewards.empty'),
    },
    {
      tab: 'tiers',
      lines: program.tiers.list.map(
        (tier) => `${tier.name}: ${tier.ways.map((way) => wayText(way, program, i18n)).join(` ${t('program.or')} `)}`,
      ),
      empty: t('tiers.empty.text'),
    },
    {
      tab: 'campaigns',
      lines: program.campaigns
        .filter(({ active }) => active)
        .map((campaign) => `${campaign.name}: ${campaignText(campaign, program, i18n)}`),
      empty: t('campaigns.empty.text'),
    },
    { tab: 'points', lines: [expiryLine(i18n.t, program.expiry.mode), pendingLine(i18n.t, program.pending)], empty: '' },
  ] as const;
  return (
    <>
      <Card roundedAbove="xs" padding="0">
        <ul className="rung-parts">
          {parts.map(({ tab, lines, empty }) => (
            <li key={tab}>
              <div>
                <Text as="h2" variant="headingSm">
                  {t(`program.tab.${tab}`)}
                </Text>
                {lines.length === 0 ? (
                  <Text as="p" tone="subdued">
                    {empty}
                  </Text>
                ) : (
                  lines.slice(0, SHOWN).map((line) => (
                    <Text as="p" key={line}>
                      {line}
                    </Text>
                  ))
                )}
                {lines.length > SHOWN && (
                  <Text as="p" tone="subdued">
                    {t('program.more', { count: lines.length - SHOWN })}
                  </Text>
                )}
              </div>
              <Link to={`/app/program/${tab}`} aria-label={t('program.change', { part: t(`program.tab.${tab}`) })}>
                {t('program.change.short')}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
      <DraftCard />
      <PauseCard />
      <TemplateCard />
    </>
  );
}

const SHOWN = 4;

type Translate = ReturnType<typeof useI18n>['t'];
type Program = ReturnType<typeof useDraft>['program'];

function expiryLine(t: Translate, mode: Program['expiry']['mode']): string {
  switch (mode.kind) {
    case 'none':
      return t('expiry.line.none');
    case 'inactivity':
      return t('expiry.line.inactivity', { count: mode.months });
    case 'per-lot':
      return t('expiry.line.per-lot', { count: mode.months });
    case 'fixed-date':
      return t('expiry.line.fixed-date', { day: mode.day, month: mode.month });
  }
}

function pendingLine(t: Translate, pending: Program['pending']): string {
  return t(pending.shipped.from === 'fulfilment' ? 'pending.line.fulfilment' : 'pending.line.paid', { count: pending.shipped.days });
}

/** What is being written, and how to get rid of it. */
function DraftCard() {
  const mayEdit = useMay()('program.edit');
  const { t } = useI18n();
  const { editor, revision, reset } = useDraft();
  const [asking, setAsking] = useState(false);
  const { send, busy } = useCommand((answer) => {
    setAsking(false);
    if (answer.outcome === 'done') showToast(t('program.discarded'));
    if (answer.outcome === 'refused') showToast(programRefusalText(answer.reason, t));
  });
  if (editor.draft === null || !mayEdit) return null;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('program.draft.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t('program.draft.text', { version: editor.draft.basedOn })}
        </Text>
        <InlineStack>
          <Button tone="critical" variant="plain" onClick={() => setAsking(true)}>
            {t('program.draft.discard')}
          </Button>
        </InlineStack>
      </BlockStack>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('program.draft.discard.title')}
        primaryAction={{
          content: t('program.draft.discard'),
          destructive: true,
          loading: busy,
          onAction: () => {
            reset();
            send({ intent: 'discard', revision });
          },
        }}
        secondaryActions={[{ content: t('program.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('program.draft.discard.text')}</Text>
        </Modal.Section>
      </Modal>
    </Card>
  );
}

/** The way back to the templates. */
function TemplateCard() {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="p" tone="subdued">
          {t('program.template.text')}
        </Text>
        <InlineStack>
          <Button url="/app/start">{t('program.template')}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

/** Stops everything new for a while, or lets it go on. */
function PauseCard() {
  const mayPublish = useMay()('program.publish');
  const { t } = useI18n();
  const { editor } = useDraft();
  const [asking, setAsking] = useState(false);
  const paused = editor.state === 'paused';
  const wanted = useRef(false);
  const { send, busy } = useCommand((answer) => {
    setAsking(false);
    if (answer.outcome === 'done') showToast(t(wanted.current ? 'program.paused' : 'program.resumed'));
    if (answer.outcome === 'refused') showToast(programRefusalText(answer.reason, t));
  });
  const pause = (on: boolean) => {
    wanted.current = on;
    send({ intent: 'pause', paused: on });
  };
  if (editor.state === 'frozen') return null;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t(paused ? 'program.resume.title' : 'program.pause.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t(paused ? 'program.resume.text' : 'program.pause.text')}
        </Text>
        <InlineStack>
          <Button loading={busy && !asking} disabled={!mayPublish} onClick={() => (paused ? pause(false) : setAsking(true))}>
            {t(paused ? 'program.resume' : 'program.pause')}
          </Button>
        </InlineStack>
        {!mayPublish && <NotYours />}
      </BlockStack>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('program.pause.ask')}
        primaryAction={{
          content: t('program.pause'),
          destructive: true,
          loading: busy,
          onAction: () => pause(true),
        }}
        secondaryActions={[{ content: t('program.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('program.pause.text')}</Text>
        </Modal.Section>
      </Modal>
    </Card>
  );
}
