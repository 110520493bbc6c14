import { GiftCardIcon } from '@shopify/polaris-icons';

/** The reward's picture, or a glyph where it has none. The name stands beside it, so it says nothing by itself. */
export function RewardPicture({ picture, large = false }: { readonly picture: string | null; readonly large?: boolean }) {
  const size = large ? 96 : 40;
  return (
    <span className={large ? 'rung-reward-picture rung-reward-picture-large' : 'rung-reward-picture'}>
      {picture === null ? (
        <GiftCardIcon width={size / 2} height={size / 2} aria-hidden="true" focusable="false" className="rung-glyph" />
      ) : (
        <img src={picture} alt="" width={size} height={size} loading="lazy" />
      )}
    </span>
  );
}
