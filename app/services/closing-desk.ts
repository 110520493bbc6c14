import type { ClosingDeskView, ClosingRefusalReason } from '#app/contracts/program-closing.ts';
import type { Result } from '#app/domain/result.ts';

type Done = Result<null, ClosingRefusalReason>;

export interface ClosingActor {
  readonly programId: string;
  readonly staffId: string;
}

/** The end of a program: asked for by an owner, done some days later. */
export interface ClosingServices {
  read(programId: string): Promise<ClosingDeskView>;
  /** `typed` must be the program's name. */
  ask(actor: ClosingActor & { readonly typed: string }): Promise<Done>;
  /** Until it has begun. */
  callOff(actor: ClosingActor): Promise<Done>;
}
