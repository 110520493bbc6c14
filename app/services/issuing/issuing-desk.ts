import type {
  DonationView,
  StoreAbilityView,
  VoucherPoolView,
  VoucherPreview,
  VoucherRefusal,
  VoucherUploaded,
} from '#app/contracts/issuing.ts';
import type { Result } from '#app/domain/result.ts';

/** A file as it arrives: whole, or in pieces cut anywhere. */
export type FileText = string | AsyncIterable<string>;

export interface VoucherFile {
  readonly programId: string;
  readonly rewardId: string;
  /** A code a line, perhaps with its last day. */
  readonly text: FileText;
}

export interface VoucherUploadInput extends VoucherFile {
  /** Made by the page: a repeat answers what came of it. */
  readonly uploadId: string;
  readonly fileName: string;
  /** Keep the good lines when others are refused; else all or nothing. */
  readonly importGood: boolean;
  readonly staffId: string;
  readonly onProgress?: (progress: { readonly lines: number }) => void;
}

/** What the admin asks for about rewards that a platform or an uploaded list hands out. */
export interface IssuingServices {
  /** Of every voucher reward of the version in force and of the draft, and pools whose reward left the program. */
  readPools(programId: string): Promise<VoucherPoolView[]>;
  readPool(programId: string, rewardId: string): Promise<VoucherPoolView | null>;
  /** Reads a file as an upload would, and writes nothing. Refusals: `unknown-reward`, `no-codes`, `too-many`. */
  previewUpload(file: VoucherFile): Promise<Result<VoucherPreview, VoucherRefusal>>;
  /** Refusals: those of the preview, `bad-lines` (nothing was kept), `upload-running`. */
  upload(input: VoucherUploadInput): Promise<Result<VoucherUploaded, VoucherRefusal>>;
  /** Takes codes that nobody has yet out of a pool for good. `uploadId` null: of all uploads; `count` null: all. Refusals: `unknown-reward`, `bad-count`. */
  withdraw(input: {
    readonly programId: string;
    readonly rewardId: string;
    readonly staffId: string;
    readonly uploadId: string | null;
    readonly count: number | null;
  }): Promise<Result<{ readonly withdrawn: number }, VoucherRefusal>>;
  /** What each store can hand out, as it said last. */
  readAbilities(programId: string): Promise<StoreAbilityView[]>;
  /** Asks the stores anew; the answers arrive within seconds. */
  askAbilities(programId: string): Promise<void>;
  readDonations(programId: string): Promise<DonationView[]>;
}
