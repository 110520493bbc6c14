import { Fragment, type ReactNode } from 'react';

/** Where a slot stands in a translated sentence: `t('…', { amount: slot('amount') })`. */
export function slot(name: string): string {
  return `\u0001${name}\u0001`;
}

export interface SentenceProps {
  /** A translated text in which `slot(…)` was filled in. */
  readonly text: string;
  readonly slots: Readonly<Record<string, ReactNode>>;
}

/** A sentence that can be edited: its words in the reader's order, with fields between them. */
export function Sentence({ text, slots }: SentenceProps) {
  return (
    <div className="rung-sentence">
      {text.split('\u0001').map((part, index) => (
        <Fragment key={`${index}:${part}`}>{index % 2 === 1 ? slots[part] : <Words text={part} />}</Fragment>
      ))}
    </div>
  );
}

/** A full stop stands close to the field before it. */
function Words({ text }: { readonly text: string }) {
  const words = text.trim();
  if (words === '') return null;
  return <span {...(/^[.,;:)]+$/.test(words) ? { className: 'rung-tight' } : {})}>{words}</span>;
}
