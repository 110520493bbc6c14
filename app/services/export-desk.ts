import type { ProgramExportView } from '#app/contracts/program-export.ts';
import type { Result } from '#app/domain/result.ts';
import type { NotAllowed } from './staff/staff-desk.ts';

export interface ExportActor {
  readonly programId: string;
  readonly staffId: string;
}

/** Everything of a program in one ZIP of CSV and JSON, made in the background. */
export interface ExportServices {
  /** Refused while one is being made. */
  start(actor: ExportActor): Promise<Result<ProgramExportView, NotAllowed | { readonly reason: 'running' }>>;
  /** Newest first, at most 5. */
  list(programId: string): Promise<readonly ProgramExportView[]>;
  cancel(actor: ExportActor & { readonly exportId: string }): Promise<Result<null, NotAllowed | { readonly reason: 'gone' }>>;
  /** The file, piece by piece; every download stands in the audit. Refused once it is thrown away. */
  open(
    actor: ExportActor & { readonly exportId: string },
  ): Promise<
    Result<
      { readonly bytes: number; readonly madeAt: string; readonly parts: AsyncGenerator<Buffer> },
      NotAllowed | { readonly reason: 'gone' }
    >
  >;
}
