import type { StorefrontEarning, StorefrontView } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';

/** The ways to earn; done ones say so. */
export function EarningList({ view, speech }: { readonly view: StorefrontView; readonly speech: Speech }) {
  const ways = view.earning.filter((way) => nameOf(way, speech) !== '');
  if (ways.length === 0) return null;
  return (
    <s-section heading={speech.say('page.earn')}>
      <s-stack gap="small-200">
        {ways.map((way) => (
          <s-grid key={way.ruleId} gridTemplateColumns="1fr auto" gap="base">
            <s-text>{nameOf(way, speech)}</s-text>
            <s-text color="subdued">{way.state === 'done' ? speech.say('earn.done') : worthOf(way, view, speech)}</s-text>
          </s-grid>
        ))}
      </s-stack>
    </s-section>
  );
}

/** Rules bear the merchant's names; what the program gives by itself has none. */
function nameOf({ kind, name }: StorefrontEarning, speech: Speech): string {
  return name === '' && kind === 'welcome' ? speech.say('earn.welcome') : name;
}

function worthOf({ points, rate }: StorefrontEarning, { program }: StorefrontView, speech: Speech): string {
  if (points !== null) return speech.points(points, program.unit);
  if (rate === null) return '';
  return speech.say('earn.rate', {
    points: speech.points(rate.points, program.unit),
    amount: speech.money(rate.perMinor, program.currency),
  });
}
