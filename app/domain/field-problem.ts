/** What can be wrong with one field of a document. The words are in `app/i18n/field-problem-words`; a problem without words does not compile there. */
export type FieldProblem =
  | 'missing'
  | 'name'
  | 'name-long'
  | 'text-long'
  | 'id'
  | 'whole'
  | 'number'
  | 'text'
  | 'yes-or-no'
  | 'list'
  | 'group'
  | 'kind'
  | 'choose'
  | 'unknown-setting'
  | 'newer'
  | 'form'
  | 'at-least'
  | 'at-most'
  | 'letters-at-least'
  | 'letters-at-most'
  | 'items-at-least'
  | 'items-at-most'
  | 'at-least-1'
  | 'more-than-0'
  | 'slip'
  | 'decimal'
  | 'multiplier'
  | 'percent'
  | 'currency'
  | 'amount-negative'
  | 'date'
  | 'time'
  | 'time-zone'
  | 'language'
  | 'region'
  | 'days'
  | 'code-days'
  | 'ends-before'
  | 'rate'
  | 'unit-of-rule'
  | 'unit-forms'
  | 'scale'
  | 'present'
  | 'warn'
  | 'way'
  | 'tiers-many'
  | 'card-goal'
  | 'colour'
  | 'address-long'
  | 'logo-address'
  | 'offset';

const MARK = 'field:';

/** A problem as a schema names it in the place of a message. */
export function asks(problem: FieldProblem): string {
  return `${MARK}${problem}`;
}

/** The problem that a schema named; null where the library speaks for itself. */
export function askedFor(message: string): FieldProblem | null {
  return message.startsWith(MARK) ? (message.slice(MARK.length) as FieldProblem) : null;
}
