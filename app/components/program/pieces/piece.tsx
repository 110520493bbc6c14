import type { ReactNode } from 'react';
import type { Program } from '#app/domain/program/program.schema.ts';
import type { en } from '#app/i18n/catalog.en.ts';
import type { ParameterNames } from '#app/i18n/message.ts';
import type { MessageKey } from '#app/i18n/translator.ts';
import type { Path } from '../editor/document.ts';

/** A message without names to fill in. */
export type PlainKey = { [Key in MessageKey]: [ParameterNames<(typeof en)[Key]>] extends [never] ? Key : never }[MessageKey];

/** What an empty piece is made from. */
export interface EmptyInput {
  readonly id: string;
  readonly name: string;
  readonly program: Program;
}

/**
 * One kind of rule, reward, way or campaign as the editor knows it. A new kind brings its own: words, how it looks when it is new, and its form. Only kinds that do
 * something are in a registry; others that stand in a document are shown and kept, and cannot be edited.
 */
export interface Piece<Code extends string = string> {
  readonly kind: Code;
  readonly title: PlainKey;
  /** Under which heading it is offered, where there are many; all of a list have one, or none has. */
  readonly group?: PlainKey;
  readonly empty: (input: EmptyInput) => unknown;
  readonly Form: (props: { readonly path: Path }) => ReactNode;
}
