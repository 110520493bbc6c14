import { Card } from '@shopify/polaris';
import { type FormEvent, useEffect, useId, useRef } from 'react';
import { useI18n } from '../i18n-context.tsx';

export interface FindCardProps {
  readonly code: string;
  readonly onChange: (code: string) => void;
  readonly onFind: (code: string) => void;
  readonly busy: boolean;
  readonly unknown: boolean;
  /** What is shown now: at each change the field is ready for the next scan. */
  readonly shown: string | null;
}

/**
 * One big field. A scanner that works as a keyboard types the code and presses Enter: so the focus stays here, and what is scanned next is looked up instead of
 * pressing the button of what was found before.
 */
export function FindCard({ code, onChange, onFind, busy, unknown, shown }: FindCardProps) {
  const { t } = useI18n();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    // On a phone the keyboard would cover what was found.
    if (shown !== null && matchMedia('(pointer: coarse)').matches) field.current?.blur();
    else field.current?.focus({ preventScroll: true });
  }, [shown]);
  useEffect(() => {
    if (unknown) field.current?.select();
  }, [unknown]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() !== '') onFind(code);
  };
  return (
    <Card roundedAbove="xs">
      <form className="rung-find" onSubmit={submit} noValidate>
        <label htmlFor={id} className="rung-find-label">
          {t('handover.find.code')}
        </label>
        <div className="rung-find-line">
          <input
            ref={field}
            id={id}
            className="rung-find-field"
            value={code}
            onChange={(event) => onChange(event.target.value)}
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={60}
            aria-describedby={`${id}-help`}
            aria-invalid={unknown}
          />
          <button type="submit" className="rung-find-button" aria-disabled={busy}>
            {t('handover.find.button')}
          </button>
        </div>
        <p id={`${id}-help`} className={unknown ? 'rung-find-problem' : 'rung-quiet'} aria-live="polite">
          {unknown ? t('handover.find.unknown') : t('handover.find.help')}
        </p>
      </form>
    </Card>
  );
}
