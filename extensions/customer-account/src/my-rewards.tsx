import { useMemo } from 'preact/hooks';
import type { StorefrontReward, StorefrontView } from '#app/contracts/storefront.ts';
import { JoinButton } from '../../shared-ui/join-button.tsx';
import { ProblemNote } from '../../shared-ui/problem-note.tsx';
import { createRedeeming } from '../../shared-ui/redeeming.ts';
import { RewardRow } from '../../shared-ui/reward-row.tsx';
import type { Surface } from '../../shared-ui/surface.ts';
import { useDeed } from '../../shared-ui/use-deed.ts';
import { useLoad } from '../../shared-ui/use-load.ts';
import { ActivityList } from './activity-list.tsx';
import { Balance } from './balance.tsx';
import { CodeTicket } from './code-ticket.tsx';
import { EarningList } from './earning-list.tsx';
import { News } from './news.tsx';
import { Standing } from './standing.tsx';
import { TillCode } from './till-code.tsx';

export interface MyRewardsProps {
  readonly surface: Surface;
  /** The shop's own pages: where a code is put into the cart. Null: not known. */
  readonly shopUrl: string | null;
}

/** Everything a member has and can do: balance, tier, codes, rewards, ways to earn, what happened, and the digits for the till. */
export function MyRewards({ surface, shopUrl }: MyRewardsProps) {
  const { client, speech } = surface;
  const { now, reload } = useLoad('me', () => client.get<StorefrontView>('shopper/me'));
  if (now.state === 'loading')
    return (
      <s-page heading={speech.say('page.title')}>
        <s-section>
          <s-skeleton-paragraph />
        </s-section>
      </s-page>
    );
  if (now.state === 'failed')
    return (
      <s-page heading={speech.say('page.title')}>
        <ProblemNote problem={now.problem} speech={speech} onRetry={() => void reload()} />
      </s-page>
    );
  const view = now.value;
  return (
    <s-page heading={view.program.name}>
      {view.state === 'member' ? (
        <MemberPage view={view} surface={surface} shopUrl={shopUrl} onChanged={reload} />
      ) : (
        <Outside view={view} surface={surface} onJoined={() => void reload()} />
      )}
    </s-page>
  );
}

/** Those who are not in it: how to join, or why not. */
function Outside({ view, surface, onJoined }: { readonly view: StorefrontView; readonly surface: Surface; readonly onJoined: () => void }) {
  const { speech } = surface;
  const { state, program } = view;
  if (state === 'blocked' || state === 'left' || state === 'paused')
    return (
      <s-section>
        <s-text>{speech.say(`page.${state}`)}</s-text>
      </s-section>
    );
  return (
    <s-section heading={speech.say('page.joinTitle')}>
      <s-stack gap="base">
        <s-text>
          {program.welcomePoints === null
            ? speech.say('page.join')
            : speech.say('page.joinWelcome', { points: speech.points(program.welcomePoints, program.unit) })}
        </s-text>
        {state === 'not-joined' && <JoinButton surface={surface} onJoined={onJoined} />}
        <EarningList view={view} speech={speech} />
      </s-stack>
    </s-section>
  );
}

interface MemberPageProps extends MyRewardsProps {
  readonly view: StorefrontView;
  readonly onChanged: () => Promise<void>;
}

function MemberPage({ view, surface, shopUrl, onChanged }: MemberPageProps) {
  const { client, speech } = surface;
  const { unit } = view.program;
  const redeeming = useMemo(() => createRedeeming(client), [client]);
  const { busy, problem, run: doing } = useDeed(onChanged);
  const row = (reward: StorefrontReward) => (
    <RewardRow
      key={reward.rewardId}
      reward={reward}
      unit={unit}
      speech={speech}
      busy={busy === reward.rewardId}
      hindrance={null}
      onRedeem={(points) => void doing(reward.rewardId, () => redeeming.redeem(reward, points))}
    />
  );
  return (
    <s-stack gap="large">
      {problem && <ProblemNote problem={problem} speech={speech} />}
      <News view={view} speech={speech} />
      <Balance view={view} speech={speech} />
      <Standing view={view} speech={speech} />
      {view.codes.length > 0 && (
        <s-section heading={speech.say('page.codes')}>
          <s-stack gap="base">
            {view.codes.map((code) => (
              <CodeTicket
                key={code.redemptionId}
                code={code}
                speech={speech}
                shopUrl={shopUrl}
                busy={busy === code.redemptionId}
                onGiveBack={() => void doing(code.redemptionId, () => redeeming.undo(code.redemptionId))}
              />
            ))}
          </s-stack>
        </s-section>
      )}
      <s-section heading={speech.say('page.rewards')}>
        <s-stack gap="base">
          {view.rewards.length === 0 ? <s-text color="subdued">{speech.say('page.noRewards')}</s-text> : view.rewards.map(row)}
        </s-stack>
      </s-section>
      {view.tillCode && <TillCode surface={surface} />}
      <EarningList view={view} speech={speech} />
      <ActivityList surface={surface} newest={view.activity} unit={unit} />
    </s-stack>
  );
}
