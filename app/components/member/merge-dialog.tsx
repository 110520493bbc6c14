import { Badge, Modal, Text, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import type { MemberRowView, MergePreview, MergeSide } from '#app/contracts/members.ts';
import type { MemberView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { Dialog, type TierChoice } from './member-dialogs.tsx';
import { useDeed } from './use-deed.ts';

const TYPING_MS = 300;

export interface MergeDialogProps {
  readonly member: MemberView;
  readonly tiers: readonly TierChoice[];
  readonly onClose: () => void;
}

/** Makes one member of two: finds the other one, shows both and what comes of them, and merges only then. */
export function MergeDialog({ member, tiers, onClose }: MergeDialogProps) {
  const { t } = useI18n();
  const looking = useDeed();
  const merging = useDeed(onClose);
  const [from, setFrom] = useState<string | null>(null);
  const preview = looking.answer?.outcome === 'merge-preview' && from !== null ? looking.answer.preview : null;
  const choose = (memberId: string) => {
    setFrom(memberId);
    looking.send({ intent: 'merge-preview', from: memberId });
  };
  if (from === null || preview === null) {
    return (
      <Modal open onClose={onClose} title={t('merge.title')} secondaryActions={[{ content: t('dialog.cancel'), onAction: onClose }]}>
        <Modal.Section>
          <Search member={member} tiers={tiers} problem={looking.refusal} onChoose={choose} />
        </Modal.Section>
      </Modal>
    );
  }
  return (
    <Dialog
      title={t('merge.title')}
      action={t('merge.action')}
      busy={merging.busy}
      refusal={merging.refusal}
      onClose={onClose}
      onAction={() => merging.send({ intent: 'merge', from })}
    >
      <Outcome preview={preview} tiers={tiers} />
      <Text as="p">{t('merge.undo')}</Text>
    </Dialog>
  );
}

interface SearchProps {
  readonly member: MemberView;
  readonly tiers: readonly TierChoice[];
  readonly problem: string | null;
  readonly onChoose: (memberId: string) => void;
}

function Search({ member, tiers, problem, onChoose }: SearchProps) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const { answer, busy, send } = useDeed();
  useEffect(() => {
    if (text.trim() === '') return undefined;
    const timer = setTimeout(() => send({ intent: 'find', text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const rows = answer?.outcome === 'found' && text.trim() !== '' ? answer.rows : null;
  return (
    <>
      <TextField
        label={t('merge.search', { name: memberNameText(member.name, t) })}
        helpText={t('merge.search.help')}
        value={text}
        onChange={setText}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        loading={busy}
        {...(problem === null ? {} : { error: problem })}
      />
      <ul className="rung-merge-list">
        {rows?.map((row) => (
          <li key={row.memberId}>
            <Choice row={row} tiers={tiers} onChoose={() => onChoose(row.memberId)} />
          </li>
        ))}
      </ul>
      <div role="status">{rows?.length === 0 && !busy && <Text as="p">{t('merge.nobody')}</Text>}</div>
    </>
  );
}

function Choice({
  row,
  tiers,
  onChoose,
}: {
  readonly row: MemberRowView;
  readonly tiers: readonly TierChoice[];
  readonly onChoose: () => void;
}) {
  const { t, points } = useI18n();
  const tier = tiers.find(({ tierId }) => tierId === row.tierId)?.name;
  return (
    <button type="button" className="rung-merge-pick" onClick={onChoose}>
      <span>
        <span className="rung-strong">{row.name || row.email || t('member.unnamed')}</span>
        {row.name !== '' && <span className="rung-quiet rung-block">{row.email}</span>}
      </span>
      <span>
        {points(row.balance)} {tier !== undefined && <Badge>{tier}</Badge>}
      </span>
    </button>
  );
}

function Outcome({ preview, tiers }: { readonly preview: MergePreview; readonly tiers: readonly TierChoice[] }) {
  const { t, number, points, pointsNumber } = useI18n();
  const { kept, gone, after, welcomeBack } = preview;
  const tierOf = ({ tierId }: Pick<MergeSide, 'tierId'>) => tiers.find((tier) => tier.tierId === tierId)?.name ?? tierId ?? '–';
  const rows = [
    { id: 'email', name: t('member.email'), values: [kept.email ?? '–', gone.email ?? '–', kept.email ?? '–'] },
    { id: 'balance', name: t('members.balance'), values: [kept, gone, after].map(({ balance }) => pointsNumber(balance)) },
    { id: 'pending', name: t('member.pending'), values: [kept, gone, after].map(({ pending }) => pointsNumber(pending)) },
    { id: 'tier', name: t('members.tier'), values: [kept, gone, after].map(tierOf) },
    { id: 'codes', name: t('merge.codes'), values: [kept, gone, after].map(({ openCodes }) => number(openCodes)) },
  ];
  return (
    <>
      <table className="rung-merge">
        <caption className="rung-unseen">{t('merge.title')}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{memberNameText(kept.name, t)}</th>
            <th scope="col">{memberNameText(gone.name, t)}</th>
            <th scope="col">{t('merge.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, values }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              {values.map((value, place) => (
                <td key={place}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {welcomeBack > 0 && <Text as="p">{t('merge.welcome', { points: points(welcomeBack) })}</Text>}
      {after.state === 'blocked' && <Text as="p">{t('merge.blocked')}</Text>}
    </>
  );
}
