import { Banner, BlockStack, Modal, Select, Text, TextField } from '@shopify/polaris';
import { type ReactNode, useState } from 'react';
import type { MemberDeskView } from '#app/contracts/members.ts';
import type { MemberView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { useDeed } from './use-deed.ts';

export interface TierChoice {
  readonly tierId: string;
  readonly name: string;
}

interface DialogProps {
  readonly title: string;
  readonly action: string;
  readonly busy: boolean;
  readonly refusal: string | null;
  readonly onAction: () => void;
  readonly onClose: () => void;
  readonly destructive?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** A question in front of the page: what will happen, and the one button that does it. */
export function Dialog({ title, action, busy, refusal, onAction, onClose, destructive = false, disabled = false, children }: DialogProps) {
  const { t } = useI18n();
  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      primaryAction={{ content: action, onAction, loading: busy, destructive, disabled }}
      secondaryActions={[{ content: t('dialog.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {refusal !== null && (
            <Banner tone="critical">
              <Text as="p">{refusal}</Text>
            </Banner>
          )}
          {children}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

/** Fixes the tier until a day, or lets go of it. */
export function LockDialog({
  desk,
  tiers,
  onClose,
}: {
  readonly desk: MemberDeskView;
  readonly tiers: readonly TierChoice[];
  readonly onClose: () => void;
}) {
  const { t } = useI18n();
  const [tier, setTier] = useState(desk.lock?.tierId ?? tiers[0]?.tierId ?? '');
  const [until, setUntil] = useState('');
  const deed = useDeed(onClose);
  return (
    <Dialog
      title={t('lock.title')}
      action={t(tier === '' ? 'lock.release' : 'lock.action')}
      busy={deed.busy}
      refusal={deed.refusal}
      onClose={onClose}
      onAction={() => deed.send({ intent: 'lock', tier, until: tier === '' ? '' : until })}
    >
      <Text as="p">{t('lock.text')}</Text>
      <Select
        label={t('members.tier')}
        options={[
          ...tiers.map(({ tierId, name }) => ({ value: tierId, label: name })),
          ...(desk.lock === null ? [] : [{ value: '', label: t('lock.none') }]),
        ]}
        value={tier}
        onChange={setTier}
      />
      {tier !== '' && (
        <TextField
          type="date"
          label={t('lock.until')}
          helpText={t('lock.until.help')}
          value={until}
          onChange={setUntil}
          autoComplete="off"
        />
      )}
    </Dialog>
  );
}

/** Says what a block means, both ways. */
export function BlockDialog({ blocked, onClose }: { readonly blocked: boolean; readonly onClose: () => void }) {
  const { t } = useI18n();
  const deed = useDeed(onClose);
  return (
    <Dialog
      title={t(blocked ? 'unblock.title' : 'block.title')}
      action={t(blocked ? 'unblock.action' : 'block.action')}
      destructive={!blocked}
      busy={deed.busy}
      refusal={deed.refusal}
      onClose={onClose}
      onAction={() => deed.send({ intent: blocked ? 'unblock' : 'block' })}
    >
      <Text as="p">{t(blocked ? 'unblock.text' : 'block.text')}</Text>
    </Dialog>
  );
}

/** Erasing says what is lost, and wants the name typed. */
export function EraseDialog({ member, onClose }: { readonly member: MemberView; readonly onClose: () => void }) {
  const { t, points, number } = useI18n();
  const [typed, setTyped] = useState('');
  const deed = useDeed(onClose);
  const name = memberNameText(member.name, t);
  const balance = member.balances.find(({ unit }) => unit === 'points');
  const lost = (balance?.available ?? 0) + (balance?.pending ?? 0);
  const codes = member.redemptions.filter(({ state }) => state === 'ready' || state === 'creating').length;
  return (
    <Dialog
      title={t('erase.title')}
      action={t('erase.action')}
      destructive
      disabled={typed.trim().toLowerCase() !== name.trim().toLowerCase()}
      busy={deed.busy}
      refusal={deed.refusal}
      onClose={onClose}
      onAction={() => deed.send({ intent: 'erase', typed: name === member.name ? typed : member.name })}
    >
      <Banner tone="warning">
        <ul className="rung-reasons">
          <li>{t('erase.person')}</li>
          {lost > 0 && <li>{t('erase.points', { points: points(lost) })}</li>}
          {codes > 0 && <li>{t('erase.codes', { codes: number(codes) })}</li>}
          <li>{t('erase.ledger')}</li>
        </ul>
      </Banner>
      <Text as="p">{t('erase.export')}</Text>
      <TextField label={t('erase.typed', { name })} value={typed} onChange={setTyped} autoComplete="off" spellCheck={false} />
    </Dialog>
  );
}
