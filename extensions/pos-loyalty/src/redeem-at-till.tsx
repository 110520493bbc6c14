import { useEffect, useRef, useState } from 'preact/hooks';
import type { TillRedeemed, TillReward } from '#app/contracts/extensions.ts';
import type { UnitNames } from '#app/contracts/storefront.ts';
import type { Answer, RungClient } from '../../shared-ui/rung-client.ts';
import type { Surface } from '../../shared-ui/surface.ts';
import { useDeed } from '../../shared-ui/use-deed.ts';
import { wait } from '../../shared-ui/wait.ts';
import { ProblemNote } from './problem-note.tsx';
import type { TillCart, TillScanner, TillToast } from './till-surface.ts';

const DIGITS = 6;
const ASK_AGAIN_MS = 1_000;
const MOST_QUESTIONS = 10;

interface RedeemAtTillProps {
  readonly customer: string;
  readonly reward: TillReward;
  readonly points: number | null;
  readonly unit: UnitNames;
  readonly till: TillCart & TillToast & TillScanner;
  readonly surface: Surface;
  readonly onDone: () => void;
}

/**
 * The member shows six digits or their QR code; then the code goes into the cart. The redemption's id is made once, so that another press after a lost answer
 * redeems the same. A code that the cart does not take is given back at once.
 */
export function RedeemAtTill({ customer, reward, points, unit, till, surface, onDone }: RedeemAtTillProps) {
  const { client, speech } = surface;
  const redemptionId = useRef(crypto.randomUUID());
  const [digits, setDigits] = useState('');
  const { busy, problem, run } = useDeed((wentWell) => {
    if (!wentWell) return;
    till.toast.show(speech.say('redeem.done', { reward: reward.name }));
    onDone();
  });
  const scanned = till.scanner.scannerData.current.value.data ?? '';
  // What was scanned before this screen opened belongs to something else.
  const before = useRef(scanned);
  useEffect(() => {
    if (scanned !== before.current && /^\d{6}$/.test(scanned)) setDigits(scanned);
  }, [scanned]);

  const redeem = async (): Promise<Answer<unknown>> => {
    const answer = await redeemAndWait(client, {
      customerId: customer,
      rewardId: reward.rewardId,
      redemptionId: redemptionId.current,
      tillCode: digits,
      ...(points === null ? {} : { points }),
    });
    if (!answer.ok || (await addToCart(till, answer.value))) return answer;
    await client.post('pos/undo', { customerId: customer, redemptionId: redemptionId.current });
    redemptionId.current = crypto.randomUUID();
    return { ok: false, problem: { code: 'not-taken', message: speech.say('redeem.notTaken'), isOurs: true } };
  };
  const cost = points ?? (reward.cost.kind === 'points' ? reward.cost.points : reward.cost.min);
  const isWhole = digits.replaceAll(/\s/g, '').length === DIGITS;
  return (
    <s-section heading={reward.name}>
      <s-stack gap="base">
        <s-text>{speech.say('redeem.explain', { points: speech.points(cost, unit) })}</s-text>
        <s-text-field
          label={speech.say('redeem.code')}
          details={speech.say('redeem.codeHelp')}
          maxLength={7}
          value={digits}
          onInput={(event) => setDigits(event.currentTarget.value ?? '')}
        />
        {problem && <ProblemNote problem={problem} speech={speech} />}
        <s-button variant="primary" loading={busy !== null} disabled={!isWhole} onClick={() => void run('redeem', redeem)}>
          {speech.say('redeem.button')}
        </s-button>
        <s-button variant="secondary" disabled={busy !== null} onClick={onDone}>
          {speech.say('redeem.back')}
        </s-button>
      </s-stack>
    </s-section>
  );
}

/** Most codes are there at once; one that is made on demand takes the platform a second or two. */
async function redeemAndWait(client: RungClient, request: object): Promise<Answer<TillRedeemed>> {
  let answer = await client.post<TillRedeemed>('pos/redeem', request);
  for (let question = 0; answer.ok && answer.value.state === 'creating' && question < MOST_QUESTIONS; question += 1) {
    await wait(ASK_AGAIN_MS);
    answer = await client.post<TillRedeemed>('pos/redeem', request);
  }
  return answer;
}

async function addToCart({ cart }: TillCart, { code }: TillRedeemed): Promise<boolean> {
  if (code === null) return false;
  return cart.addCartCodeDiscount(code).then(
    () => true,
    () => false,
  );
}
