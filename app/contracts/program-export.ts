/** A file with everything of a program, as the admin shows it. */
export interface ProgramExportView {
  readonly exportId: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired';
  /** Rows written, and how many there are; 0 of 0 until it begins. */
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** The file is thrown away then. */
  readonly expiresAt: string | null;
}

/** What the page's action answers. */
export type ExportAnswer =
  | { readonly outcome: 'exports'; readonly exports: readonly ProgramExportView[] }
  | { readonly outcome: 'refused'; readonly reason: 'running' | 'not-allowed' | 'gone' };
