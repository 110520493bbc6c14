import type { TillView } from '#app/contracts/extensions.ts';
import type { Speech } from '../../shared-ui/speech.ts';
import type { Surface } from '../../shared-ui/surface.ts';
import { type Loaded, useLoad } from '../../shared-ui/use-load.ts';
import type { TillCart } from './till-surface.ts';

interface RewardsTileProps {
  readonly till: TillCart;
  readonly surface: Surface;
  readonly onOpen: () => void;
}

/** One question per customer of the cart, and none without one: the queue waits for nothing, the tile opens whatever is known. */
export function RewardsTile({ till, surface, onOpen }: RewardsTileProps) {
  const { client, speech } = surface;
  const customer = till.cart.current.value.customer?.id;
  const { now } = useLoad(customer === undefined ? null : String(customer), () =>
    client.get<TillView>('pos/member', { customer: String(customer) }),
  );
  return <s-tile heading={speech.say('tile.heading')} subheading={subheading(customer, now, speech)} onClick={onOpen} />;
}

function subheading(customer: number | undefined, now: Loaded<TillView>, speech: Speech): string {
  if (customer === undefined) return speech.say('tile.noCustomer');
  if (now.state !== 'ready') return speech.say(now.state === 'loading' ? 'tile.loading' : 'tile.offline');
  const { state, points, unit, rewards } = now.value;
  if (state === 'not-joined') return speech.say('tile.notJoined');
  if (state !== 'member') return speech.say(`member.${state}`);
  const balance = speech.points(points.shown, unit);
  return rewards.some(({ available }) => available) ? speech.say('tile.canRedeem', { points: balance }) : balance;
}
