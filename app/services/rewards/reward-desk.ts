import type { CatalogueView, RewardsRefusal, RunningLow } from '#app/contracts/rewards.ts';
import type { PictureProblem, PictureType } from '#app/domain/pictures/picture.ts';
import type { Result } from '#app/domain/result.ts';

/** What the pages of the rewards catalogue ask for. */
export interface RewardServices {
  /** Every reward of the program in force, then those that wait in the draft, then codes that are left of rewards that are gone. */
  readCatalogue(programId: string): Promise<CatalogueView>;
  /** Rewards that are on and of which little or nothing is left, the emptiest first. */
  readRunningLow(programId: string): Promise<readonly RunningLow[]>;
  /** From how many pieces or codes on a reward runs low. Refusals: `unknown-reward`, `not-counted`, `out-of-range` (0 to 1,000,000). */
  setLowMark(input: {
    readonly programId: string;
    readonly rewardId: string;
    readonly lowAt: number;
    readonly staffId: string;
  }): Promise<Result<null, RewardsRefusal>>;
  /** Keeps an uploaded picture and answers the name by which a program document may use it. The same picture twice is one. */
  keepPicture(input: {
    readonly programId: string;
    readonly staffId: string;
    readonly bytes: Uint8Array;
  }): Promise<Result<KeptPictureView, PictureProblem | 'too-many'>>;
  /** A picture by the hash in its name; null: there is none. Pictures are public: shoppers see them. */
  readPicture(programId: string, hash: string): Promise<{ readonly type: PictureType; readonly bytes: Buffer } | null>;
}

export interface KeptPictureView {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** What the catalogue must know of rewards that a platform or a list hands out. */
export interface IssuingFacts {
  readPools(programId: string): Promise<readonly { readonly rewardId: string; readonly rewardName: string; readonly free: number }[]>;
  readAbilities(programId: string): Promise<readonly StoreAbilities[]>;
}

interface StoreAbilities {
  readonly storeId: string;
  readonly giftCards: Ability;
  readonly storeCredit: Ability;
}

interface Ability {
  readonly works: boolean;
  readonly reason: string;
}
