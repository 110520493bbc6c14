/** The forms of a message that counts something. `one` and `other` are enough for English; Polish and Russian also have `few` and `many`. */
export interface PluralForms {
  readonly one: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** A text with `{names}` to fill in; with plural forms, `{count}` chooses the form. */
export type Message = string | PluralForms;

/** The names between braces in a text. */
export type PlaceholderNames<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholderNames<Rest> : never;

/** The names that a message wants: those of its text, or of its `other` form and `count`. */
export type ParameterNames<Entry> = Entry extends { readonly other: infer Other }
  ? PlaceholderNames<Other> | 'count'
  : PlaceholderNames<Entry>;

/** A catalogue in another language: the same keys, a plain text for a text and plural forms for plural forms. */
export type TranslationOf<Source> = { readonly [Key in keyof Source]: Source[Key] extends string ? string : PluralForms };
