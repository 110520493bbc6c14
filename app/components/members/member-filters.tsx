import { Button, Checkbox, Collapsible, InlineStack, Select, Tag, TextField } from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { LAST_ORDERS, MEMBER_SORTS, MEMBER_STATES, type MemberWish, NO_TIER } from '#app/contracts/members.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { ExportButton } from './export-button.tsx';
import type { MemberList } from './use-member-list.ts';

export interface StoreChoice {
  readonly storeId: string;
  readonly domain: string;
}

export interface MemberFiltersProps {
  readonly members: MemberList;
  readonly tiers: readonly { readonly tierId: string; readonly name: string }[];
  readonly stores: readonly StoreChoice[];
}

/** The search, the order, and what else to ask; each thing that is asked stands below as a tag that takes it away. */
export function MemberFilters(props: MemberFiltersProps) {
  const mayExport = useMay()('data.export');
  const i18n = useI18n();
  const { t } = i18n;
  const { members } = props;
  const [open, setOpen] = useState(false);
  const tags = tagsOf(props, i18n);
  return (
    <div className="rung-list-head">
      <div className="rung-list-tools">
        <div className="rung-list-search" role="search">
          <TextField
            label={t('members.search')}
            labelHidden
            placeholder={t('members.search')}
            value={members.wish.text}
            onChange={(text) => members.change({ text })}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            clearButton
            onClearButtonClick={() => members.change({ text: '' })}
            prefix={<SearchIcon width={16} height={16} aria-hidden="true" focusable="false" className="rung-glyph" />}
            loading={members.loading}
          />
        </div>
        <div className="rung-list-sort">
          <Select
            label={t('members.sort')}
            labelInline
            options={MEMBER_SORTS.map((value) => ({ value, label: t(`members.sort.${value}`) }))}
            value={members.wish.sort}
            onChange={(sort) => members.change({ sort: MEMBER_SORTS.find((known) => known === sort) ?? 'newest' })}
          />
        </div>
        <Button disclosure={open ? 'up' : 'down'} onClick={() => setOpen(!open)} ariaExpanded={open} ariaControls="member-filters">
          {tags.length === 0 ? t('members.filters') : t('members.filters.some', { count: tags.length })}
        </Button>
        {mayExport && <ExportButton members={members} />}
      </div>
      <Collapsible id="member-filters" open={open} transition={false}>
        <FilterFields {...props} />
      </Collapsible>
      {tags.length > 0 && (
        <InlineStack gap="200">
          {tags.map(({ id, label, without }) => (
            <Tag key={id} onRemove={() => members.change(without)}>
              {label}
            </Tag>
          ))}
        </InlineStack>
      )}
    </div>
  );
}

function FilterFields({ members, tiers, stores }: MemberFiltersProps) {
  const { t } = useI18n();
  const { wish, change } = members;
  const any = { value: '', label: t('members.any') };
  return (
    <div className="rung-list-fields">
      <Select
        label={t('members.state')}
        options={[any, ...MEMBER_STATES.map((value) => ({ value, label: t(`member.state.${value}`) }))]}
        value={wish.state ?? ''}
        onChange={(state) => change({ state: MEMBER_STATES.find((known) => known === state) ?? null })}
      />
      <Select
        label={t('members.tier')}
        options={[
          any,
          { value: NO_TIER, label: t('members.tier.none') },
          ...tiers.map(({ tierId, name }) => ({ value: tierId, label: name })),
        ]}
        value={wish.tierId ?? ''}
        onChange={(tierId) => change({ tierId: tierId || null })}
      />
      <Select
        label={t('members.last-order')}
        options={[any, ...LAST_ORDERS.map((value) => ({ value, label: t(`members.last-order.${value}`) }))]}
        value={wish.lastOrder ?? ''}
        onChange={(order) => change({ lastOrder: LAST_ORDERS.find((known) => known === order) ?? null })}
      />
      {stores.length > 1 && (
        <Select
          label={t('members.store')}
          options={[any, ...stores.map(({ storeId, domain }) => ({ value: storeId, label: domain }))]}
          value={wish.storeId ?? ''}
          onChange={(storeId) => change({ storeId: storeId || null })}
        />
      )}
      <NumberField label={t('members.balance.from')} value={wish.balanceFrom} onChange={(balanceFrom) => change({ balanceFrom })} />
      <NumberField label={t('members.balance.to')} value={wish.balanceTo} onChange={(balanceTo) => change({ balanceTo })} />
      <TextField
        type="date"
        label={t('members.joined.from')}
        value={wish.joinedFrom ?? ''}
        onChange={(day) => change({ joinedFrom: day || null })}
        autoComplete="off"
      />
      <TextField
        type="date"
        label={t('members.joined.to')}
        value={wish.joinedTo ?? ''}
        onChange={(day) => change({ joinedTo: day || null })}
        autoComplete="off"
      />
      <div className="rung-list-checks">
        <Checkbox label={t('members.debt')} checked={wish.debt} onChange={(debt) => change({ debt })} />
        <Checkbox label={t('members.pending')} checked={wish.pending} onChange={(pending) => change({ pending })} />
      </div>
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A whole number, also below 0; what is none yet ("−") asks nothing. */
function NumberField({ label, value, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={typed ?? (value === null ? '' : String(value))}
      onChange={(text) => {
        setTyped(text);
        onChange(/^-?\d{1,12}$/.test(text.trim()) ? Number(text) : null);
      }}
      onBlur={() => setTyped(null)}
      autoComplete="off"
    />
  );
}

interface WishTag {
  readonly id: string;
  readonly label: string;
  readonly without: Partial<MemberWish>;
}

function tagsOf({ members, tiers, stores }: MemberFiltersProps, { t, number, day }: Translator): WishTag[] {
  const { wish } = members;
  const tags: (WishTag | null)[] = [
    wish.state && { id: 'state', label: t(`member.state.${wish.state}`), without: { state: null } },
    wish.tierId && {
      id: 'tier',
      label: wish.tierId === NO_TIER ? t('members.tier.none') : (tiers.find(({ tierId }) => tierId === wish.tierId)?.name ?? wish.tierId),
      without: { tierId: null },
    },
    wish.storeId && {
      id: 'store',
      label: stores.find(({ storeId }) => storeId === wish.storeId)?.domain ?? t('members.store'),
      without: { storeId: null },
    },
    wish.lastOrder && { id: 'order', label: t(`members.last-order.${wish.lastOrder}`), without: { lastOrder: null } },
    wish.debt ? { id: 'debt', label: t('members.debt'), without: { debt: false } } : null,
    wish.pending ? { id: 'pending', label: t('members.pending'), without: { pending: false } } : null,
    wish.balanceFrom === null
      ? null
      : { id: 'from', label: t('members.tag.from', { points: number(wish.balanceFrom) }), without: { balanceFrom: null } },
    wish.balanceTo === null
      ? null
      : { id: 'to', label: t('members.tag.to', { points: number(wish.balanceTo) }), without: { balanceTo: null } },
    wish.joinedFrom && {
      id: 'joined-from',
      label: t('members.tag.joined-from', { day: day(wish.joinedFrom) }),
      without: { joinedFrom: null },
    },
    wish.joinedTo && { id: 'joined-to', label: t('members.tag.joined-to', { day: day(wish.joinedTo) }), without: { joinedTo: null } },
  ].map((tag) => tag || null);
  return tags.filter((tag) => tag !== null);
}
