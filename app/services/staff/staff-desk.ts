import type { ShopperLanguage, StaffDeskView, StaffRefusalReason } from '#app/contracts/staff.ts';
import type { Result } from '#app/domain/result.ts';
import type { Right, Role, StaffStanding } from '#app/domain/staff/rights.ts';
import type { StaffVisitor } from '#app/store/staff-members.ts';

/** Who came in, and what they may do just now. */
export interface StaffGreeting extends StaffStanding {
  readonly name: string | null;
  /** The language that they chose for these pages; null: none. */
  readonly locale: string | null;
}

/** Why somebody may not do something, in plain words. */
export interface NotAllowed {
  readonly reason: 'not-allowed';
  readonly message: string;
}

export interface StaffActor {
  readonly programId: string;
  readonly staffId: string;
}

type Done = Result<null, StaffRefusalReason>;

/** Who works at the stores of a program, and what they may do. */
export interface StaffServices {
  /** Takes note of somebody whom a platform let in, and says what they may do. */
  greet(visitor: StaffVisitor): Promise<StaffGreeting>;
  /** The refusal for an act, read at this moment; null: they may. Operators' commands, schedules and sites themselves may everything. */
  whyNot(act: StaffActor & { readonly right: Right }): Promise<NotAllowed | null>;
  /** Everybody seen so far, and what the roles may do. */
  readDesk(actor: StaffActor): Promise<Result<StaffDeskView, StaffRefusalReason>>;
  /** `role` null: as if nobody had given one. Refusals: `not-allowed`, `unknown`, `last-owner`. */
  changeRole(actor: StaffActor & { readonly targetId: string; readonly role: Role | null }): Promise<Done>;
  /** Refusals: `not-allowed`, `conflict`, `invalid`. */
  savePolicy(actor: StaffActor & { readonly policy: unknown; readonly revision: number }): Promise<Done>;
  /** Takes somebody off the list who does not work here any more; they appear again when they come in. Refusals: `not-allowed`, `unknown`, `last-owner`. */
  forget(actor: StaffActor & { readonly targetId: string }): Promise<Done>;
  /** The languages in which the shoppers' pages come, the main one first. */
  readLanguages(programId: string): Promise<readonly ShopperLanguage[]>;
  /** The language of these pages for one person; null: the one of the admin around. */
  setLocale(actor: StaffActor & { readonly locale: string | null }): Promise<Done>;
}
