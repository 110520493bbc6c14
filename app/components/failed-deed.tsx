import { Banner, Text } from '@shopify/polaris';
import { type ClientActionFunctionArgs, isRouteErrorResponse, type ShouldRevalidateFunction } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { failureKind } from './failure-kind.ts';
import { useI18n } from './i18n-context.tsx';

const DEED_EVENT = 'rung:deed';
const FAILED = { outcome: 'failed' } as const;

/** What a fetcher holds after a deed that failed; its own answers have other outcomes. */
export function isFailed(answer: unknown): boolean {
  return answer === FAILED;
}

type Failure = 'offline' | 'access' | 'right' | 'failed';

/**
 * A route's `clientAction`: what was sent and not done is told at the head of the page, and the page stays with all that was typed; without it a failure would take the
 * place of the page. What the server refuses with an answer of its own is no failure.
 */
export async function keepWhatWasTyped({ serverAction }: ClientActionFunctionArgs): Promise<unknown> {
  try {
    const answer = await serverAction();
    tell(null);
    return answer;
  } catch (error) {
    if (error instanceof Response && error.status < 400) throw error; // A redirect leads on.
    tell(await failureOf(error));
    return FAILED;
  }
}

/** After a failure nothing has changed, and reading the page anew would probably fail as well: what stands there stays. */
export const unlessFailed: ShouldRevalidateFunction = ({ actionResult, defaultShouldRevalidate }) =>
  actionResult === FAILED ? false : defaultShouldRevalidate;

async function failureOf(error: unknown): Promise<Failure> {
  if (error instanceof TypeError) return 'offline';
  if ((await reasonOf(error)) === 'not-allowed') return 'right';
  const status = error instanceof Response || isRouteErrorResponse(error) ? error.status : 500;
  return failureKind(status) === 'access' ? 'access' : 'failed';
}

/** What the server said beside the status (http/authenticate-merchant.ts). */
async function reasonOf(error: unknown): Promise<unknown> {
  const said: unknown =
    error instanceof Response
      ? await error
          .clone()
          .json()
          .catch(() => null)
      : isRouteErrorResponse(error)
        ? error.data
        : null;
  return typeof said === 'object' && said !== null && 'reason' in said ? said.reason : undefined;
}

function tell(failure: Failure | null): void {
  globalThis.dispatchEvent(new CustomEvent(DEED_EVENT, { detail: failure }));
}

/** Stands at the head of a page from a deed that failed until one that did not, and comes into sight. */
export function FailedDeed() {
  const { t } = useI18n();
  const [failure, setFailure] = useState<Failure | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const hear = (event: Event) => setFailure((event as CustomEvent<Failure | null>).detail);
    addEventListener(DEED_EVENT, hear);
    return () => removeEventListener(DEED_EVENT, hear);
  }, []);
  useEffect(() => {
    if (failure !== null) place.current?.scrollIntoView({ block: 'nearest' });
  }, [failure]);
  if (failure === null) return null;
  const text = failure === 'access' ? t('error.access.text') : failure === 'right' ? t('rights.refused') : t(`deed.${failure}`);
  return (
    <div ref={place}>
      <Banner
        tone="critical"
        title={t(failure === 'access' ? 'error.access.title' : 'error.failed.title')}
        onDismiss={() => setFailure(null)}
      >
        <Text as="p">{text}</Text>
      </Banner>
    </div>
  );
}
