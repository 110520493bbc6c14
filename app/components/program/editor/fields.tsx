import { Checkbox, Select, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { currencyExponent, formatMinor } from '#app/domain/money.ts';
import { useI18n } from '../../i18n-context.tsx';
import { minorOf } from '../preview.tsx';
import type { Path } from './document.ts';
import { useDraft } from './draft-context.tsx';

interface FieldProps {
  readonly path: Path;
  readonly label: string;
}

interface SlotProps extends FieldProps {
  /** In a sentence the words around it are its label for the eye. */
  readonly inline?: boolean;
  readonly suffix?: string;
  readonly help?: string;
}

function useProblem(path: Path, within = false): { readonly error?: string } {
  const problem = useDraft().problemAt(path, within);
  return problem === undefined ? {} : { error: problem };
}

/** A line of text. `optional`: empty is nothing (null). */
export function TextInput({
  path,
  label,
  help,
  multiline,
  optional,
}: SlotProps & { readonly multiline?: number; readonly optional?: boolean }) {
  const { text, set } = useDraft();
  const problem = useProblem(path);
  return (
    <TextField
      label={label}
      value={text(path)}
      onChange={(value) => set(path, optional === true && value === '' ? null : value)}
      autoComplete="off"
      {...(multiline === undefined ? {} : { multiline })}
      {...(help === undefined ? {} : { helpText: help })}
      {...problem}
    />
  );
}

interface NumberSlotProps extends SlotProps {
  /** Empty is "no limit": null. */
  readonly optional?: boolean;
  /** Kept as text ("0.5"), because a rate is exact. */
  readonly exact?: boolean;
  readonly size?: 'small' | 'medium';
}

/** A number; what is none is kept as typed, and the document says what is wrong. */
export function NumberSlot({ path, label, inline, suffix, help, optional, exact, size = 'small' }: NumberSlotProps) {
  const { text, set } = useDraft();
  const problem = useProblem(path);
  const onChange = (typed: string) => {
    const plain = typed.trim().replace(',', '.');
    if (plain === '') set(path, optional === true ? null : '');
    else set(path, exact === true ? plain : /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : typed);
  };
  return (
    <Shape inline={inline} size={size} troubled={problem.error !== undefined}>
      <TextField
        label={label}
        labelHidden={inline === true}
        value={text(path)}
        onChange={onChange}
        autoComplete="off"
        inputMode="decimal"
        {...(suffix === undefined ? {} : { suffix })}
        {...(help === undefined ? {} : { helpText: help })}
        {...problem}
      />
    </Shape>
  );
}

interface MoneySlotProps extends SlotProps {
  readonly currency: string;
  readonly optional?: boolean;
  /** Takes the place away instead of keeping an empty amount. */
  readonly onEmpty?: () => void;
}

/** An amount, typed in main units and kept in minor ones. */
export function MoneySlot({ path, label, inline, help, currency, optional, onEmpty }: MoneySlotProps) {
  const { value, set } = useDraft();
  const { t } = useI18n();
  const [typed, setTyped] = useState<string | null>(null);
  const said = useProblem(path);
  const stored = value(path);
  const problem = said.error !== undefined && typeof stored === 'string' && stored !== '' ? { error: t('program.problem.amount') } : said;
  const shown = typed ?? (typeof stored === 'number' ? decimal(stored, currency) : typeof stored === 'string' ? stored : '');
  const onChange = (text: string) => {
    setTyped(text);
    if (text.trim() === '' && onEmpty) onEmpty();
    else if (text.trim() === '') set(path, optional === true ? null : '');
    else set(path, minorOf(text, currency) ?? text);
  };
  return (
    <Shape inline={inline} size="medium" troubled={problem.error !== undefined}>
      <TextField
        label={label}
        labelHidden={inline === true}
        value={shown}
        onChange={onChange}
        onBlur={() => setTyped(null)}
        autoComplete="off"
        inputMode="decimal"
        suffix={currency}
        {...(help === undefined ? {} : { helpText: help })}
        {...problem}
      />
    </Shape>
  );
}

function decimal(minor: number, currency: string): string {
  return Number.isSafeInteger(minor) ? formatMinor(minor, currency) : (minor / 10 ** currencyExponent(currency)).toString();
}

/** An amount in every currency that the program needs: one field a currency. */
export function MoneyFields({ path, label, help }: FieldProps & { readonly help?: string }) {
  const { program, editor, value, problemAt } = useDraft();
  const stored = value(path);
  const known = typeof stored === 'object' && stored !== null ? Object.keys(stored) : [];
  const currencies = [...new Set([program.currency, ...editor.currenciesInUse, ...program.currencies.map(({ code }) => code), ...known])];
  const problem = problemAt(path);
  return (
    <div className="rung-money-fields">
      {currencies.map((currency, index) => (
        <MoneySlot
          key={currency}
          path={`${path}.${currency}`}
          label={currencies.length === 1 ? label : `${label} (${currency})`}
          currency={currency}
          {...(help === undefined || index > 0 ? {} : { help })}
        />
      ))}
      {problem !== undefined && <p className="rung-problem">{problem}</p>}
    </div>
  );
}

interface ChoiceSlotProps extends SlotProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** What a choice puts into the document; the value itself unless given. */
  readonly write?: (value: string) => unknown;
  readonly read?: (stored: unknown) => string;
}

/** One of several. */
export function ChoiceSlot({ path, label, inline, help, options, write, read }: ChoiceSlotProps) {
  const { value, set } = useDraft();
  const problem = useProblem(path);
  const stored = value(path);
  return (
    <Shape inline={inline} size="choice" troubled={problem.error !== undefined}>
      <Select
        label={label}
        labelHidden={inline === true}
        options={[...options]}
        value={read ? read(stored) : typeof stored === 'string' ? stored : ''}
        onChange={(chosen) => set(path, write ? write(chosen) : chosen)}
        {...(help === undefined ? {} : { helpText: help })}
        {...problem}
      />
    </Shape>
  );
}

/** Yes or no. */
export function Toggle({ path, label, help }: FieldProps & { readonly help?: string }) {
  const { value, set } = useDraft();
  return (
    <Checkbox
      label={label}
      checked={value(path) === true}
      onChange={(on) => set(path, on)}
      {...(help === undefined ? {} : { helpText: help })}
    />
  );
}

/** A day ("2026-12-01"); empty is none. */
export function DayField({ path, label, help }: FieldProps & { readonly help?: string }) {
  const { text, set } = useDraft();
  const problem = useProblem(path);
  return (
    <TextField
      label={label}
      type="date"
      value={text(path)}
      onChange={(value) => set(path, value === '' ? null : value)}
      autoComplete="off"
      {...(help === undefined ? {} : { helpText: help })}
      {...problem}
    />
  );
}

/** Several words, one a comma: tags, collections, ids. */
export function WordsField({ path, label, help }: FieldProps & { readonly help?: string }) {
  const { value, set } = useDraft();
  const [typed, setTyped] = useState<string | null>(null);
  const problem = useProblem(path, true);
  const stored = value(path);
  const shown = typed ?? (Array.isArray(stored) ? stored.join(', ') : '');
  return (
    <TextField
      label={label}
      value={shown}
      onChange={(text) => {
        setTyped(text);
        set(
          path,
          text
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word !== ''),
        );
      }}
      onBlur={() => setTyped(null)}
      autoComplete="off"
      {...(help === undefined ? {} : { helpText: help })}
      {...problem}
    />
  );
}

interface ShapeProps {
  readonly inline: boolean | undefined;
  readonly size: 'small' | 'medium' | 'choice';
  readonly troubled: boolean;
  readonly children: React.ReactNode;
}

/** As wide as what is typed there; wider where it must say what is wrong. */
function Shape({ inline, size, troubled, children }: ShapeProps) {
  if (inline !== true) return <>{children}</>;
  return <div className={`rung-slot rung-slot-${size}${troubled ? ' rung-slot-troubled' : ''}`}>{children}</div>;
}
