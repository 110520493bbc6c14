import { ActionList, Badge, BlockStack, Box, Button, Card, EmptyState, InlineStack, Popover, Text } from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useI18n } from '../../i18n-context.tsx';
import { listAt, type Path, textAt, withMoved, withoutEntry, withValue } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { TextInput, Toggle } from '../editor/fields.tsx';
import type { Piece, PlainKey } from './piece.tsx';

export interface PieceListProps {
  /** The list in the document: "earning.rules". */
  readonly path: Path;
  /** "rule": ids of different nouns do not meet. */
  readonly noun: string;
  readonly pieces: readonly Piece[];
  /** Which piece edits an entry; null: none does, it is kept as it is. */
  readonly kindOf: (entry: unknown) => string | null;
  readonly words: { readonly add: PlainKey; readonly emptyTitle: PlainKey; readonly emptyText: PlainKey };
  /** Whether the order of the list means something. */
  readonly ordered?: boolean;
  /** Why a kind is of no use here; null: it can be added. */
  readonly whyNot?: (kind: string) => string | null;
}

/** A list of rules, rewards or campaigns: each a card with its name, its form, a switch; new ones by kind. */
export function PieceList({ path, noun, pieces, kindOf, words, ordered = false, whyNot }: PieceListProps) {
  const { t } = useI18n();
  const { document, program, editor, change } = useDraft();
  const entries = listAt(document, path);
  const add = (piece: Piece) =>
    change((was) => {
      const list = listAt(was, path);
      const id = freshId(piece.kind, noun, { used: editor.usedIds, list });
      return withValue(was, path, [...list, piece.empty({ id, name: t(piece.title), program })]);
    });
  return (
    <BlockStack gap="400">
      {entries.length === 0 && (
        <Card roundedAbove="xs">
          <EmptyState heading={t(words.emptyTitle)} image="">
            <p>{t(words.emptyText)}</p>
          </EmptyState>
        </Card>
      )}
      {entries.map((entry, index) => (
        <PieceCard
          key={textAt(entry, 'id') || index}
          path={`${path}.${index}`}
          list={path}
          noun={noun}
          index={index}
          count={entries.length}
          ordered={ordered}
          piece={pieces.find(({ kind }) => kind === kindOf(entry)) ?? null}
        />
      ))}
      <AddButton label={t(words.add)} pieces={pieces} onAdd={add} {...(whyNot === undefined ? {} : { whyNot })} />
    </BlockStack>
  );
}

interface PieceCardProps {
  readonly path: Path;
  readonly list: Path;
  readonly noun: string;
  readonly index: number;
  readonly count: number;
  readonly ordered: boolean;
  readonly piece: Piece | null;
}

function PieceCard({ path, list, noun, index, count, ordered, piece }: PieceCardProps) {
  const { t } = useI18n();
  const { text, value, change } = useDraft();
  const name = text(`${path}.name`);
  const id = text(`${path}.id`);
  const active = value(`${path}.active`) !== false;
  return (
    <div className="rung-anchor" {...(id === '' ? {} : { id: `${noun}-${id}` })}>
      <Card roundedAbove="xs">
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                {name || t('piece.unnamed')}
              </Text>
              {piece && <Badge>{t(piece.title)}</Badge>}
              {!active && <Badge tone="attention">{t('piece.off')}</Badge>}
            </InlineStack>
            <InlineStack gap="100" wrap={false}>
              {ordered && index > 0 && (
                <Button
                  icon={ArrowUpIcon}
                  variant="tertiary"
                  accessibilityLabel={t('piece.up', { name })}
                  onClick={() => change((was) => withMoved(was, list, { from: index, to: index - 1 }))}
                />
              )}
              {ordered && index < count - 1 && (
                <Button
                  icon={ArrowDownIcon}
                  variant="tertiary"
                  accessibilityLabel={t('piece.down', { name })}
                  onClick={() => change((was) => withMoved(was, list, { from: index, to: index + 1 }))}
                />
              )}
              <Button
                icon={DeleteIcon}
                variant="tertiary"
                tone="critical"
                accessibilityLabel={t('piece.remove', { name })}
                onClick={() => change((was) => withoutEntry(was, list, index))}
              />
            </InlineStack>
          </InlineStack>
          {piece === null ? (
            <Text as="p" tone="subdued">
              {t('piece.kept')}
            </Text>
          ) : (
            <>
              <piece.Form path={path} />
              <Box borderBlockStartWidth="025" borderColor="border-secondary" paddingBlockStart="300">
                <BlockStack gap="300">
                  <TextInput path={`${path}.name`} label={t('piece.name')} />
                  <Toggle path={`${path}.active`} label={t('piece.on')} />
                </BlockStack>
              </Box>
            </>
          )}
        </BlockStack>
      </Card>
    </div>
  );
}

interface AddButtonProps {
  readonly label: string;
  readonly pieces: readonly Piece[];
  readonly onAdd: (piece: Piece) => void;
  readonly whyNot?: (kind: string) => string | null;
}

/** Offers the kinds there are. */
export function AddButton({ label, pieces, onAdd, whyNot }: AddButtonProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const itemOf = (piece: Piece) => {
    const why = whyNot?.(piece.kind) ?? null;
    return {
      content: t(piece.title),
      ...(why === null ? {} : { disabled: true, helpText: why }),
      onAction: () => {
        setOpen(false);
        onAdd(piece);
      },
    };
  };
  const sections = [...new Set(pieces.map(({ group }) => group))].map((group) => ({
    ...(group === undefined ? {} : { title: t(group) }),
    items: pieces.filter((piece) => piece.group === group).map(itemOf),
  }));
  return (
    <InlineStack>
      <Popover
        active={open}
        onClose={() => setOpen(false)}
        activator={
          <Button icon={PlusIcon} disclosure onClick={() => setOpen(!open)}>
            {label}
          </Button>
        }
        autofocusTarget="first-node"
      >
        <ActionList actionRole="menuitem" sections={sections} />
      </Popover>
    </InlineStack>
  );
}

/** An id that nothing of this noun ever had: caps, codes and history hang on ids. */
export function freshId(
  base: string,
  noun: string,
  known: { readonly used: readonly string[]; readonly list: readonly unknown[] },
): string {
  const taken = new Set([...known.used, ...known.list.map((entry) => `${noun}:${textAt(entry, 'id')}`)]);
  const numbers = Array.from({ length: taken.size + 1 }, (_, index) => (index === 0 ? base : `${base}-${index + 1}`));
  return numbers.find((id) => !taken.has(`${noun}:${id}`)) ?? base;
}
