import { FormLayout, TextField } from '@shopify/polaris';
import { useI18n } from '../i18n-context.tsx';

/** A number that takes each plural form of the languages that programs speak. */
const EXAMPLES = [1, 2, 5, 0, 11, 21, 1.5, 100];

/** The plural forms of a language, each with a number that takes it: en gives one (1) and other (2), pl one (1), few (2), many (5), other (1.5). */
export function pluralExamples(locale: string): readonly { readonly form: Intl.LDMLPluralRule; readonly example: number }[] {
  const rules = new Intl.PluralRules(locale);
  return rules
    .resolvedOptions()
    .pluralCategories.flatMap((form) => {
      const example = EXAMPLES.find((number) => rules.select(number) === form);
      return example === undefined ? [] : [{ form, example }];
    })
    .sort((a, b) => a.example - b.example);
}

export interface UnitFieldsProps {
  readonly locale: string;
  readonly forms: Readonly<Partial<Record<string, string>>>;
  readonly onChange: (forms: Readonly<Record<string, string>>) => void;
  readonly problemAt: (form: string) => string | undefined;
}

/** What points are called, a field for each plural form of the language: "1 bean", "2 beans". */
export function UnitFields({ locale, forms, onChange, problemAt }: UnitFieldsProps) {
  const { t } = useI18n();
  const number = new Intl.NumberFormat(locale);
  const known = Object.fromEntries(Object.entries(forms).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return (
    <FormLayout>
      <FormLayout.Group condensed>
        {pluralExamples(locale).map(({ form, example }) => {
          const problem = problemAt(form);
          return (
            <TextField
              key={form}
              label={t('program.unit.form', { count: number.format(example) })}
              prefix={number.format(example)}
              value={known[form] ?? ''}
              onChange={(value) => onChange({ ...known, [form]: value })}
              autoComplete="off"
              maxLength={60}
              {...(problem === undefined ? {} : { error: problem })}
            />
          );
        })}
      </FormLayout.Group>
    </FormLayout>
  );
}
