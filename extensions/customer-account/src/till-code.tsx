import { useEffect, useState } from 'preact/hooks';
import type { TillCodeView } from '#app/contracts/extensions.ts';
import { ProblemNote } from '../../shared-ui/problem-note.tsx';
import type { Surface } from '../../shared-ui/surface.ts';
import { useDeed } from '../../shared-ui/use-deed.ts';

/** Six digits to show at the till, as digits and as a QR code, while they last. */
export function TillCode({ surface }: { readonly surface: Surface }) {
  const { client, speech } = surface;
  const [code, setCode] = useState<TillCodeView | null>(null);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    if (code === null) return undefined;
    const timer = setTimeout(() => setCode(null), Math.max(0, Date.parse(code.expiresAt) - Date.now()));
    return () => clearTimeout(timer);
  }, [code]);
  const make = () =>
    run('make', async () => {
      const answer = await client.post<TillCodeView>('shopper/till-code', {});
      if (answer.ok) setCode(answer.value);
      return answer;
    });
  return (
    <s-section heading={speech.say('till.title')}>
      <s-stack gap="base">
        <s-text>{speech.say(code === null ? 'till.explain' : 'till.show')}</s-text>
        {code !== null && <s-heading>{`${code.code.slice(0, 3)} ${code.code.slice(3)}`}</s-heading>}
        {code !== null && <s-qr-code content={code.code} accessibilityLabel={speech.say('till.qr')} />}
        <s-button variant="secondary" loading={busy !== null} onClick={() => void make()}>
          {speech.say(code === null ? 'till.make' : 'till.again')}
        </s-button>
        {problem && <ProblemNote problem={problem} speech={speech} />}
      </s-stack>
    </s-section>
  );
}
