import type { Instant } from '../../instant.ts';
import type { CurrencyCode } from '../../money.ts';
import type { ProgramDraft } from '../program.schema.ts';

/** What a template must know of the shop. */
export interface TemplateInput {
  /** What the program is called. */
  readonly name: string;
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  /** The language that shoppers are written to in; English when left out. */
  readonly locale?: string;
  /** Dates of a weekend, a week or a draw start from here; without it what needs a date waits, switched off, for the merchant to choose one. */
  readonly now?: Instant;
}

/** A program to start from. Nothing of it is fixed: it becomes the merchant's draft. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** One or two sentences for the merchant who is choosing. */
  readonly description: string;
  /** Where its members mostly buy. */
  readonly channel: 'online' | 'in-store' | 'direct';
  /** What kind of business it was made for. */
  readonly business: string;
  readonly build: (input: TemplateInput) => ProgramDraft;
}
