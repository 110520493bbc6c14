import { useState } from 'preact/hooks';
import type { TillReward, TillView } from '#app/contracts/extensions.ts';
import { ProblemNote } from './problem-note.tsx';
import type { Surface } from '../../shared-ui/surface.ts';
import { useDeed } from '../../shared-ui/use-deed.ts';
import { useLoad } from '../../shared-ui/use-load.ts';
import { RedeemAtTill } from './redeem-at-till.tsx';
import { TillRewardRow } from './till-reward-row.tsx';
import type { TillCart, TillScanner, TillToast } from './till-surface.ts';

export interface RewardsModalProps {
  readonly till: TillCart & TillToast & TillScanner;
  readonly surface: Surface;
}

/** The customer of the cart: enrol them, see what they have, redeem to the cart. */
export function RewardsModal({ till, surface }: RewardsModalProps) {
  const { client, speech } = surface;
  const id = till.cart.current.value.customer?.id;
  const customer = id === undefined ? null : String(id);
  const { now, reload } = useLoad(customer, () => client.get<TillView>('pos/member', { customer: customer ?? '' }));
  if (customer === null)
    return (
      <s-page heading={speech.say('tile.heading')}>
        <s-empty-state heading={speech.say('modal.noCustomer')} subheading={speech.say('modal.addCustomer')} />
      </s-page>
    );
  if (now.state === 'loading')
    return (
      <s-page heading={speech.say('tile.heading')}>
        <s-spinner accessibilityLabel={speech.say('tile.loading')} />
      </s-page>
    );
  if (now.state === 'failed')
    return (
      <s-page heading={speech.say('tile.heading')}>
        <ProblemNote problem={now.problem} speech={speech} onRetry={() => void reload()} />
      </s-page>
    );
  return (
    <s-page heading={now.value.programName}>
      <s-scroll-box>
        <Customer key={customer} customer={customer} view={now.value} till={till} surface={surface} onChanged={reload} />
      </s-scroll-box>
    </s-page>
  );
}

interface CustomerProps extends RewardsModalProps {
  readonly customer: string;
  readonly view: TillView;
  readonly onChanged: () => Promise<void>;
}

function Customer({ customer, view, till, surface, onChanged }: CustomerProps) {
  const { speech } = surface;
  const [chosen, setChosen] = useState<{ readonly reward: TillReward; readonly points: number | null } | null>(null);
  if (view.state === 'not-joined') return <Enrol customer={customer} view={view} surface={surface} onChanged={onChanged} />;
  if (view.state !== 'member') return <s-text>{speech.say(`member.${view.state}`)}</s-text>;
  if (chosen !== null)
    return (
      <RedeemAtTill
        customer={customer}
        reward={chosen.reward}
        points={chosen.points}
        unit={view.unit}
        till={till}
        surface={surface}
        onDone={() => {
          setChosen(null);
          void onChanged();
        }}
      />
    );
  return (
    <s-stack gap="large">
      <s-section heading={speech.points(view.points.shown, view.unit)}>
        <s-stack gap="small">
          {view.tierName !== null && <s-badge>{view.tierName}</s-badge>}
          {view.points.pending > 0 && (
            <s-text color="subdued">{speech.say('member.pending', { points: speech.points(view.points.pending, view.unit) })}</s-text>
          )}
        </s-stack>
      </s-section>
      <s-section heading={speech.say('modal.rewards')}>
        <s-stack gap="base">
          {view.rewards.length === 0 && <s-text color="subdued">{speech.say('modal.noRewards')}</s-text>}
          {view.rewards.map((reward) => (
            <TillRewardRow
              key={reward.rewardId}
              reward={reward}
              unit={view.unit}
              speech={speech}
              onChoose={(points) => setChosen({ reward, points })}
            />
          ))}
        </s-stack>
      </s-section>
    </s-stack>
  );
}

function Enrol({ customer, view, surface, onChanged }: Pick<CustomerProps, 'customer' | 'view' | 'surface' | 'onChanged'>) {
  const { client, speech } = surface;
  const { busy, problem, run } = useDeed(onChanged);
  return (
    <s-section heading={speech.say('modal.notJoined')}>
      <s-stack gap="base">
        <s-text>
          {view.welcomePoints === null
            ? speech.say('modal.askToJoin')
            : speech.say('modal.askToJoinWelcome', { points: speech.points(view.welcomePoints, view.unit) })}
        </s-text>
        <s-button
          variant="primary"
          loading={busy !== null}
          onClick={() => void run('enrol', () => client.post('pos/enrol', { customerId: customer }))}
        >
          {speech.say('modal.enrol')}
        </s-button>
        {problem && <ProblemNote problem={problem} speech={speech} />}
      </s-stack>
    </s-section>
  );
}
