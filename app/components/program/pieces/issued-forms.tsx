import { Banner, BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import { useI18n } from '../../i18n-context.tsx';
import { abilityText } from '../../rewards/reward-words.ts';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, MoneyFields, NumberSlot, TextInput, Toggle } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { manyText } from '../unit-text.ts';
import { Cost, Effect, type FormProps, Terms } from './reward-parts.tsx';
import { abilityOf, useShelf } from './reward-shelf.tsx';

export function GiftCardForm({ path }: FormProps) {
  const { t } = useI18n();
  return <MoneyForm path={path} gives={t('reward.gift-card.gives')} kind="gift-card" />;
}

export function StoreCreditForm({ path }: FormProps) {
  const { t } = useI18n();
  return <MoneyForm path={path} gives={t('reward.store-credit.gives')} kind="store-credit" />;
}

interface MoneyFormProps extends FormProps {
  /** Before the amounts. */
  readonly gives: string;
  readonly kind: 'gift-card' | 'store-credit';
}

/** Money that the shop itself hands out: a sum, or as much as the member likes. */
function MoneyForm({ path, gives, kind }: MoneyFormProps) {
  const { t } = useI18n();
  const { value } = useDraft();
  const isFree = value(`${path}.cost.kind`) === 'any-amount';
  return (
    <BlockStack gap="300">
      <NotEverywhere kind={kind} />
      <ChoiceSlot
        path={`${path}.cost`}
        label={t('reward.issued.amount')}
        options={[
          { value: 'fixed', label: t('reward.issued.fixed') },
          { value: 'any-amount', label: t('reward.issued.free') },
        ]}
        read={() => (isFree ? 'any-amount' : 'fixed')}
        write={(chosen) => (chosen === 'fixed' ? { kind: 'points', points: 100 } : { kind: chosen, step: 20, min: 100, max: null })}
      />
      <MoneyFields path={`${path}.value.amounts`} label={isFree ? t('reward.issued.step') : gives} />
      {isFree ? <Steps path={path} /> : <Cost path={path} />}
      <Effect path={path} />
      <Toggle path={`${path}.value.expires`} label={t('reward.issued.expires')} help={t('reward.issued.expires.help')} />
      {value(`${path}.value.expires`) === true && (
        <NumberSlot path={`${path}.validDays`} label={t('reward.issued.days')} suffix={t('unit.days')} />
      )}
      <Terms path={path} onOrder={false} valid={false} />
    </BlockStack>
  );
}

function Steps({ path }: { readonly path: Path }) {
  const { t } = useI18n();
  const unit = manyText(useDraft().program);
  return (
    <Sentence
      text={t('reward.issued.slider', { step: slot('step'), min: slot('min'), max: slot('max'), unit })}
      slots={{
        step: <NumberSlot inline path={`${path}.cost.step`} label={t('reward.slider.step')} />,
        min: <NumberSlot inline path={`${path}.cost.min`} label={t('reward.slider.min')} />,
        max: <NumberSlot inline optional path={`${path}.cost.max`} label={t('reward.slider.max')} />,
      }}
    />
  );
}

/** A code of a partner, or of one's own, from a list that is uploaded on the reward's page. */
export function VoucherForm({ path }: FormProps) {
  const { t } = useI18n();
  const { text, editor, dirty } = useDraft();
  const id = text(`${path}.id`);
  const isSaved = !dirty || editor.usedIds.includes(`reward:${id}`);
  return (
    <BlockStack gap="300">
      <TextInput path={`${path}.value.partner`} label={t('reward.voucher.partner')} help={t('reward.voucher.partner.help')} />
      <MoneyFields path={`${path}.value.worth`} label={t('reward.voucher.worth')} help={t('reward.worth.help')} />
      <Cost path={path} />
      <Effect path={path} />
      <Banner tone="info">
        <BlockStack gap="200">
          <Text as="p">{t('reward.voucher.codes')}</Text>
          <InlineStack>
            <Button url={`/app/rewards/${id}`} disabled={!isSaved}>
              {t('reward.voucher.open')}
            </Button>
          </InlineStack>
        </BlockStack>
      </Banner>
      <Terms path={path} onOrder={false} valid={false} />
    </BlockStack>
  );
}

export function DonationForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <TextInput path={`${path}.value.cause`} label={t('reward.donation.cause')} help={t('reward.donation.cause.help')} />
      <MoneyFields path={`${path}.value.worth`} label={t('reward.donation.worth')} help={t('reward.worth.help')} />
      <Cost path={path} />
      <Effect path={path} />
      <Text as="p" tone="subdued">
        {t('reward.donation.text')}
      </Text>
      <Terms path={path} onOrder={false} valid={false} />
    </BlockStack>
  );
}

/** Which stores cannot hand the kind out, and why; nothing where all can. */
function NotEverywhere({ kind }: { readonly kind: string }) {
  const { t } = useI18n();
  const stores = useShelf();
  const cannot = stores.filter((store) => abilityOf(kind, store)?.works === false);
  if (cannot.length === 0) return null;
  return (
    <Banner tone="warning" title={t(cannot.length === stores.length ? 'reward.not-anywhere' : 'reward.not-everywhere')}>
      <ul className="rung-low-list">
        {cannot.map((store) => (
          <li key={store.storeId}>
            <span className="rung-strong">{store.storeName}</span>: {abilityText(abilityOf(kind, store)?.reason ?? '', t)}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
