import { TextField } from '@shopify/polaris';
import { useI18n } from '../i18n-context.tsx';

export interface ColourFieldProps {
  readonly label: string;
  readonly help?: string;
  /** "#rrggbb", or what was typed; empty: none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem?: string | undefined;
}

const COLOUR = /^#[0-9a-f]{6}$/i;

/** A colour, picked or typed. */
export function ColourField({ label, help, value, onChange, problem }: ColourFieldProps) {
  const { t } = useI18n();
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      autoComplete="off"
      placeholder="#1a2b3c"
      maxLength={7}
      {...(help === undefined ? {} : { helpText: help })}
      {...(problem === undefined ? {} : { error: problem })}
      connectedLeft={
        <input
          type="color"
          className="rung-colour"
          aria-label={t('program.colour.pick', { label })}
          value={COLOUR.test(value) ? value.toLowerCase() : '#303030'}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      }
    />
  );
}
