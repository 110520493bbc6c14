import { BlockStack, Button, Card, EmptyState, InlineStack, Text } from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon } from '@shopify/polaris-icons';
import { priceIn } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import { ColourField } from '../colour-field.tsx';
import { listAt, type Path, textAt, withMoved, withoutEntry, withValue } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, NumberSlot, TextInput, Toggle } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { AddButton, freshId } from '../pieces/piece-list.tsx';
import { More } from '../pieces/rule-pieces.tsx';
import { WAY_PIECES } from '../pieces/way-pieces.tsx';
import { manyText } from '../unit-text.ts';

const LIST = 'tiers.list';

/** The ladder, from the lowest rung to the highest. */
export function TiersPage() {
  const { t } = useI18n();
  const { document } = useDraft();
  const tiers = listAt(document, LIST);
  return (
    <>
      {tiers.length === 0 && (
        <Card roundedAbove="xs">
          <EmptyState heading={t('tiers.none-yet')} image="">
            <p>{t('tiers.empty.text')}</p>
          </EmptyState>
        </Card>
      )}
      {tiers.map((tier, index) => (
        <TierCard key={textAt(tier, 'id') || index} path={`${LIST}.${index}`} index={index} count={tiers.length} />
      ))}
      <AddTier />
      {tiers.length > 0 && <ReviewCard />}
    </>
  );
}

function AddTier() {
  const { t } = useI18n();
  const { program, editor, change } = useDraft();
  const add = () =>
    change((was) => {
      const list = listAt(was, LIST);
      const id = freshId('tier', 'tier', { used: editor.usedIds, list });
      const ways =
        list.length === 0
          ? [{ kind: 'join' }]
          : [{ kind: 'spend', window: 'rolling', atLeast: { [program.currency]: priceIn(program.currency, 25_000 * list.length) } }];
      return withValue(was, LIST, [
        ...list,
        { id, name: t('tiers.new', { number: list.length + 1 }), ways, multiplier: list.length === 0 ? '1' : '1.25' },
      ]);
    });
  return (
    <InlineStack>
      <Button onClick={add}>{t('tiers.add')}</Button>
    </InlineStack>
  );
}

interface TierCardProps {
  readonly path: Path;
  readonly index: number;
  readonly count: number;
}

function TierCard({ path, index, count }: TierCardProps) {
  const { t } = useI18n();
  const { text, change } = useDraft();
  const name = text(`${path}.name`);
  const move = (to: number) => change((was) => withMoved(was, LIST, { from: index, to }));
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" wrap={false}>
          <Text as="h2" variant="headingMd">
            {name || t('piece.unnamed')}
          </Text>
          <InlineStack gap="100" wrap={false}>
            {index > 0 && (
              <Button icon={ArrowUpIcon} variant="tertiary" accessibilityLabel={t('piece.up', { name })} onClick={() => move(index - 1)} />
            )}
            {index < count - 1 && (
              <Button
                icon={ArrowDownIcon}
                variant="tertiary"
                accessibilityLabel={t('piece.down', { name })}
                onClick={() => move(index + 1)}
              />
            )}
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              tone="critical"
              accessibilityLabel={t('piece.remove', { name })}
              onClick={() => change((was) => withoutEntry(was, LIST, index))}
            />
          </InlineStack>
        </InlineStack>
        <TextInput path={`${path}.name`} label={t('piece.name')} />
        <Ways path={`${path}.ways`} />
        <Gives path={path} />
        <More>
          <TextInput path={`${path}.description`} label={t('piece.description')} multiline={2} />
          <TierColour path={`${path}.colour`} />
          <Toggle path={`${path}.hidden`} label={t('tier.hidden')} help={t('tier.hidden.help')} />
        </More>
      </BlockStack>
    </Card>
  );
}

/** How one gets there: any one of these is enough. */
function Ways({ path }: { readonly path: Path }) {
  const { t } = useI18n();
  const { document, program, change, problemAt } = useDraft();
  const ways = listAt(document, path);
  const problem = problemAt(path);
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t('tier.ways')}
      </Text>
      {ways.map((way, index) => {
        const piece = WAY_PIECES.find(({ kind }) => kind === textAt(way, 'kind'));
        return (
          <div key={`${textAt(way, 'kind')}-${index}`} className="rung-way">
            <div>{piece ? <piece.Form path={`${path}.${index}`} /> : <p className="rung-quiet">{t('piece.kept')}</p>}</div>
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              accessibilityLabel={t('tier.ways.remove', { number: index + 1 })}
              onClick={() => change((was) => withoutEntry(was, path, index))}
            />
          </div>
        );
      })}
      {problem !== undefined && <p className="rung-problem">{problem}</p>}
      <AddButton
        label={t(ways.length === 0 ? 'tier.ways.add' : 'tier.ways.or')}
        pieces={WAY_PIECES}
        onAdd={(piece) => change((was) => withValue(was, path, [...listAt(was, path), piece.empty({ id: '', name: '', program })]))}
      />
    </BlockStack>
  );
}

/** What the tier gives. */
function Gives({ path }: { readonly path: Path }) {
  const { t } = useI18n();
  const { program, value } = useDraft();
  const entry = `${path}.entryReward`;
  const gifts = program.rewards.filter(({ active, cost }) => active && cost.kind === 'given');
  const kindOf = (stored: unknown): string => {
    const reward = stored as { readonly points?: unknown; readonly rewardId?: string | null } | null | undefined;
    if (reward == null) return 'none';
    return reward.rewardId == null ? 'points' : `reward:${reward.rewardId}`;
  };
  const kind = kindOf(value(entry));
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t('tier.gives')}
      </Text>
      <Sentence
        text={t('tier.multiplier', { times: slot('times') })}
        slots={{ times: <NumberSlot inline exact path={`${path}.multiplier`} label={t('rule.times')} suffix="×" /> }}
      />
      <ChoiceSlot
        path={entry}
        label={t('tier.entry')}
        options={[
          { value: 'none', label: t('tier.entry.none') },
          { value: 'points', label: t('tier.entry.points', { unit: manyText(program) }) },
          ...gifts.map((gift) => ({ value: `reward:${gift.id}`, label: gift.name })),
        ]}
        read={kindOf}
        write={(chosen) =>
          chosen === 'none'
            ? null
            : chosen === 'points'
              ? { points: 50, rewardId: null }
              : { points: null, rewardId: chosen.slice('reward:'.length) }
        }
      />
      {kind === 'points' && <NumberSlot path={`${entry}.points`} label={t('rule.points')} suffix={manyText(program)} />}
    </BlockStack>
  );
}

function TierColour({ path }: { readonly path: Path }) {
  const { t } = useI18n();
  const { text, set, problemAt } = useDraft();
  const problem = problemAt(path);
  return (
    <ColourField
      label={t('tier.colour')}
      value={text(path)}
      onChange={(value) => set(path, value === '' ? null : value)}
      problem={problem}
    />
  );
}

function ReviewCard() {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('tiers.down')}
        </Text>
        <Sentence
          text={t('tiers.grace', { days: slot('days') })}
          slots={{ days: <NumberSlot inline path="tiers.graceDays" label={t('tiers.grace.label')} /> }}
        />
        <Text as="p" tone="subdued">
          {t('tiers.down.text')}
        </Text>
      </BlockStack>
    </Card>
  );
}
