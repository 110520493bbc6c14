import type { FieldLabel } from '#app/domain/program/diff/wording.ts';

/** What a setting is called, or what its switch says; what no value means where that is more than "none"; its choices. */
export type LabelWords =
  | { readonly on: string; readonly off: string }
  | {
      readonly label: string;
      /** Said of a thing instead of "its label is now", where the language can: "now costs". */
      readonly verb?: string;
      readonly none?: string;
      readonly choices?: Readonly<Record<string, string>>;
    };

/** Every setting of the document, and the program's own texts. */
export type EveryLabel = Readonly<Record<FieldLabel | 'text.key', LabelWords>>;

/** The same labels in another language: the same switches, choices and meanings of nothing. */
export type LabelsOf<Source extends Readonly<Record<string, LabelWords>>> = {
  readonly [Key in keyof Source]: Source[Key] extends { readonly on: string }
    ? { readonly on: string; readonly off: string }
    : { readonly label: string; readonly verb?: string } & (Source[Key] extends { readonly none: string }
        ? { readonly none: string }
        : unknown) &
        (Source[Key] extends { readonly choices: infer Choices }
          ? { readonly choices: { readonly [Choice in keyof Choices]: string } }
          : unknown);
};
