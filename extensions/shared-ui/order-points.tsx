import { useEffect } from 'preact/hooks';
import type { OrderPointsView } from '#app/contracts/extensions.ts';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { ExpiryWarning } from './expiry-warning.tsx';
import { JoinButton } from './join-button.tsx';
import type { Speech } from './speech.ts';
import type { Surface } from './surface.ts';
import { useLoad } from './use-load.ts';

/** Orders reach us a few seconds after they are placed: when to look again. */
const LOOK_AGAIN_MS = [2_000, 3_000, 5_000, 8_000, 13_000];

export interface OrderPointsProps {
  readonly surface: Surface;
  /** As the page names it; null as long as it does not. */
  readonly orderId: string | null;
  /** Where somebody who is not signed in can do so; null: nowhere to send them. */
  readonly signInUrl: string | null;
}

/** What this order earned: a line for members, and the way in for everybody else. Says nothing rather than something wrong. */
export function OrderPoints({ surface, orderId, signInUrl }: OrderPointsProps) {
  const { client, speech } = surface;
  const me = useLoad('me', () => client.get<StorefrontView>('shopper/me'));
  const order = useLoad(orderId, () => client.get<OrderPointsView>('shopper/order', { order: orderId ?? '' }));
  const isCounting = order.now.state === 'ready' && order.now.value.state === 'counting';
  useEffect(() => {
    if (!isCounting) return undefined;
    const timers = waits().map((ms) => setTimeout(() => void order.reload(), ms));
    return () => timers.forEach(clearTimeout);
  }, [isCounting, order.reload]);
  if (me.now.state === 'loading' || order.now.state === 'loading') return <s-skeleton-paragraph />;
  if (me.now.state === 'failed' || order.now.state === 'failed') return null;
  const view = me.now.value;
  const line = orderLine(order.now.value, view, speech);
  if (view.state === 'blocked' || view.state === 'left' || view.state === 'paused') return null;
  if (line === null) return <ExpiryWarning view={view} speech={speech} />;
  const invites = order.now.value.points > 0 || order.now.value.state === 'counting';
  return (
    <s-section heading={view.program.name}>
      <s-stack gap="base">
        <s-stack accessibilityRole="status" gap="small-200">
          <s-text>{line}</s-text>
        </s-stack>
        <ExpiryWarning view={view} speech={speech} />
        {view.state === 'not-joined' && invites && (
          <JoinButton surface={surface} onJoined={() => void Promise.all([me.reload(), order.reload()])} />
        )}
        {view.state === 'guest' && invites && signInUrl !== null && (
          <s-button variant="secondary" href={signInUrl}>
            {speech.say('join.signIn')}
          </s-button>
        )}
      </s-stack>
    </s-section>
  );
}

/** Each wait counts from when the page began to ask. */
function waits(): number[] {
  return LOOK_AGAIN_MS.map((_, index) => LOOK_AGAIN_MS.slice(0, index + 1).reduce((sum, ms) => sum + ms, 0));
}

function orderLine(order: OrderPointsView, { state, program }: StorefrontView, speech: Speech): string | null {
  const points = speech.points(order.points, program.unit);
  switch (order.state) {
    case 'counting':
      return speech.say('order.counting');
    case 'waiting-payment':
      return speech.say('order.waitingPayment');
    case 'waiting-rate':
      return speech.say('order.waitingRate');
    case 'earned':
      if (state === 'guest') return speech.say('order.earnedGuest', { points });
      if (state === 'not-joined') return speech.say('order.earnedNotJoined', { points });
      if (!order.pending) return speech.say('order.earned', { points });
      return order.availableAt === null
        ? speech.say('order.earnedLater', { points })
        : speech.say('order.earnedOn', { points, day: speech.day(order.availableAt) });
    case 'nothing':
    case 'hidden':
      return null;
  }
}
