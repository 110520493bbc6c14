import { useFetcher } from '@remix-run/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type QrAnswer, type QrDesign, type QrDesk, qrDesignSchema } from '#app/contracts/qr-design.ts';
import { isFailed } from '../failed-deed.tsx';

const COLOUR = /^#[0-9a-f]{6}$/i;
const COLOURS = ['ink', 'inkTo', 'ground', 'frame'] as const;

export interface QrDesignState {
  /** As typed. */
  readonly design: QrDesign;
  /** The same with sound colours, to be drawn while one is being typed. */
  readonly drawn: QrDesign;
  readonly change: (part: Partial<QrDesign>) => void;
  readonly dirty: boolean;
  readonly reset: () => void;
  readonly save: () => void;
  readonly saving: boolean;
  /** Fields whose content cannot be kept or printed. */
  readonly problems: ReadonlySet<string>;
}

export interface QrDesignOptions {
  readonly desk: QrDesk;
  /** Shown while none was saved. */
  readonly first: QrDesign;
  readonly onAnswer: (answer: QrAnswer) => void;
}

/** The design as it is being made, what was saved last, and saving it. */
export function useQrDesign({ desk, first, onAnswer }: QrDesignOptions): QrDesignState {
  const saved = desk.design ?? first;
  const [design, setDesign] = useState(saved);
  const [kept, setKept] = useState(saved);
  const fetcher = useFetcher<QrAnswer>();
  const sent = useRef(design);
  const seen = useRef<unknown>(undefined);
  useEffect(() => {
    if (fetcher.state !== 'idle' || fetcher.data === undefined || fetcher.data === seen.current) return;
    seen.current = fetcher.data;
    if (isFailed(fetcher.data)) return;
    if (fetcher.data.outcome === 'saved') setKept(sent.current);
    onAnswer(fetcher.data);
  });
  const problems = useMemo(() => {
    const parsed = qrDesignSchema.safeParse(design);
    return new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0])));
  }, [design]);
  const drawn = useMemo(
    () => COLOURS.reduce((sound, name) => (COLOUR.test(sound[name]) ? sound : { ...sound, [name]: kept[name] }), design),
    [design, kept],
  );
  return {
    design,
    drawn,
    change: (part) => setDesign((was) => ({ ...was, ...part })),
    dirty: JSON.stringify(design) !== JSON.stringify(kept),
    reset: () => setDesign(kept),
    save: () => {
      sent.current = design;
      fetcher.submit(JSON.stringify(design), { method: 'post', action: '/app/branding/qr', encType: 'application/json' });
    },
    saving: fetcher.state !== 'idle',
    problems,
  };
}
