import { BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import type { PictureAnswer } from '#app/contracts/rewards.ts';
import type { MessageKey } from '#app/i18n/translator.ts';
import { RewardPicture } from '../../handover/reward-picture.tsx';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { makeSmall } from './picture-file.ts';

type Problem = Extract<MessageKey, 'picture.unreadable' | 'picture.unreachable' | `picture.refused.${string}`>;

/** A picture in the document: chosen here, made small, uploaded, and from then on named by the draft. */
export function PictureField({ path, name }: { readonly path: Path; readonly name: string }) {
  const { t } = useI18n();
  const { value, set } = useDraft();
  const stored = value(path);
  const picture = typeof stored === 'string' && stored !== '' ? stored : null;
  const { take, busy, problem } = useUploading((kept) => set(path, kept));
  const input = useRef<HTMLInputElement>(null);
  return (
    <BlockStack gap="200">
      <Text as="span">{t('picture.label')}</Text>
      <div className="rung-picture-field">
        <RewardPicture picture={picture} large />
        <BlockStack gap="200">
          <InlineStack gap="200">
            <input
              ref={input}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/*"
              hidden
              aria-label={`${t('picture.choose')}: ${name}`}
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                // Emptied, so that the same file can be chosen once more.
                event.currentTarget.value = '';
                if (file) void take(file);
              }}
            />
            <Button
              loading={busy}
              accessibilityLabel={`${t(picture === null ? 'picture.choose' : 'picture.other')}: ${name}`}
              onClick={() => input.current?.click()}
            >
              {t(picture === null ? 'picture.choose' : 'picture.other')}
            </Button>
            {picture !== null && (
              <Button
                variant="tertiary"
                tone="critical"
                accessibilityLabel={`${t('picture.remove')}: ${name}`}
                onClick={() => set(path, null)}
              >
                {t('picture.remove')}
              </Button>
            )}
          </InlineStack>
          <Text as="p" tone="subdued" variant="bodySm">
            {t('picture.help')}
          </Text>
        </BlockStack>
      </div>
      <div role="alert">{problem !== null && <p className="rung-problem">{t(problem)}</p>}</div>
    </BlockStack>
  );
}

function useUploading(onKept: (path: string) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const newest = useRef(0);
  const keep = useRef(onKept);
  useEffect(() => {
    keep.current = onKept;
  });
  const take = async (file: File): Promise<void> => {
    // What was chosen last counts, whichever comes back first.
    const mine = (newest.current += 1);
    setBusy(true);
    setProblem(null);
    const answer = await upload(file);
    if (mine !== newest.current) return;
    setBusy(false);
    if (typeof answer === 'string') setProblem(answer);
    else if (answer.outcome === 'kept') keep.current(answer.path);
    else setProblem(`picture.refused.${answer.reason}`);
  };
  return { take, busy, problem };
}

async function upload(file: File): Promise<PictureAnswer | Problem> {
  if (file.size === 0) return 'picture.refused.empty';
  const small = await makeSmall(file).catch(() => null);
  if (small === null) return 'picture.unreadable';
  try {
    const response = await fetch('/app/pictures', { method: 'POST', body: small, headers: { 'Content-Type': small.type } });
    if (response.ok || response.status === 413 || response.status === 422) return (await response.json()) as PictureAnswer;
  } catch {
    // Said below, as any other answer that is none of ours.
  }
  return 'picture.unreachable';
}
