import type { ShopperLanguage, StaffDeskView, StaffLine, StaffRefusalReason } from '#app/contracts/staff.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { readPolicy, staffPolicySchema } from '#app/domain/staff/policy.schema.ts';
import { decideRoleChange, type Role, roleOf } from '#app/domain/staff/rights.ts';
import { staffSchema } from '#app/domain/staff/staff.schema.ts';
import { languagesOf } from '#app/domain/program/storefront-program.ts';
import { insertAudit, readStores } from '#app/store/programs.ts';
import {
  deleteStaff,
  lockStaff,
  readStaff,
  readStaffPolicy,
  saveRole,
  saveStaffLocale,
  saveStaffPolicy,
  type StaffRecord,
} from '#app/store/staff-members.ts';
import type { Desk } from '../desk.ts';
import type { StaffActor, StaffServices } from './staff-desk.ts';
import { greetStaff, whyNot } from './staff-standing.ts';

type Done = Result<null, StaffRefusalReason>;

/** What the page of rights and the doors may ask for, over one desk. */
export function createStaffServices(desk: Desk): StaffServices {
  return {
    greet: (visitor) => greetStaff(desk, visitor),
    whyNot: (act) => whyNot(desk, act),
    readDesk: (actor) => readDesk(desk, actor),
    changeRole: (change) => changePeople(desk, change, { to: change.role, forget: false }),
    forget: (change) => changePeople(desk, change, { to: null, forget: true }),
    savePolicy: (change) => savePolicy(desk, change),
    readLanguages: (programId) => readLanguages(desk, programId),
    async setLocale({ programId, staffId, locale }) {
      await saveStaffLocale(desk.database.pool, programId, { staffId, locale });
      return accepted(null);
    },
  };
}

/** What the widget and the plugin bring words for. */
const SPOKEN = ['en', 'pl', 'ru', 'de', 'fr', 'es'];

async function readLanguages(desk: Desk, programId: string): Promise<readonly ShopperLanguage[]> {
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  if (live === null) return [];
  const program = await rulebook.program(live.no);
  const all = [...new Set([program.locale, ...languagesOf(program, SPOKEN)])];
  return all.map((language) => ({
    ...{ language, isMain: language === program.locale, points: program.units.points.names[language] !== undefined },
    texts: Object.keys(program.texts[language] ?? {}).length > 0,
  }));
}

async function readDesk(desk: Desk, { programId, staffId }: StaffActor): Promise<Result<StaffDeskView, StaffRefusalReason>> {
  if ((await whyNot(desk, { programId, staffId, right: 'staff.manage' })) !== null) return refused('not-allowed');
  const { pool } = desk.database;
  const [people, kept, stores, rulebook, now] = await Promise.all([
    readStaff(pool, programId),
    readStaffPolicy(pool, programId),
    readStores(desk.database, programId),
    desk.library.open(programId),
    desk.database.now(),
  ]);
  const policy = readPolicy(kept.policy);
  const live = rulebook.liveAt(now);
  const program = live === null ? null : await rulebook.program(live.no);
  const places = new Map(stores.map((store) => [store.storeId, store]));
  const lines = people.map((person): StaffLine => {
    const store = places.get(person.storeId);
    return {
      ...{ staffId: person.id, name: person.name, email: person.email, present: person.present, ownsStore: person.ownsStore },
      ...{ platform: store?.platform ?? 'shopify', store: store?.domain ?? '', given: person.role, role: roleOf(person, policy) },
      ...{ seenAt: instantToIso(person.seenAt), you: person.id === staffId },
    };
  });
  const { ownerAbovePoints } = program?.staff ?? staffSchema.parse({});
  return accepted({ people: lines, policy, revision: kept.revision, largeAbove: ownerAbovePoints });
}

/** Gives a role or takes somebody off the list; both may leave the program without an owner, so both are decided under the lock of everybody. */
async function changePeople(
  desk: Desk,
  { programId, staffId, targetId }: StaffActor & { readonly targetId: string },
  change: { readonly to: Role | null; readonly forget: boolean },
): Promise<Done> {
  return desk.database.transaction(async (client): Promise<Done> => {
    const people = await lockStaff(client, programId);
    const policy = readPolicy((await readStaffPolicy(client, programId)).policy);
    const decided = change.forget
      ? decideForgetting({ staffId, targetId }, people, policy)
      : decideRoleChange({ actorId: staffId, targetId, to: change.to }, people, policy);
    if (!decided.ok) return decided;
    const before = people.find(({ id }) => id === targetId);
    if (change.forget) await deleteStaff(client, programId, targetId);
    else await saveRole(client, programId, { staffId: targetId, role: change.to });
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: change.forget ? 'staff-forgotten' : 'staff-role-changed', subject: targetId },
      details: { from: before?.role ?? null, to: change.forget ? null : change.to },
    });
    return accepted(null);
  });
}

/** Who is taken off the list must not be the last owner either: without them the rest is judged. */
function decideForgetting(
  { staffId, targetId }: { readonly staffId: string; readonly targetId: string },
  people: readonly StaffRecord[],
  policy: ReturnType<typeof readPolicy>,
): Done {
  // Somebody with the lowest role weighs as much as nobody.
  return decideRoleChange({ actorId: staffId, targetId, to: 'none' }, people, policy);
}

async function savePolicy(
  desk: Desk,
  { programId, staffId, policy, revision }: StaffActor & { readonly policy: unknown; readonly revision: number },
): Promise<Done> {
  const parsed = staffPolicySchema.safeParse(policy);
  if (!parsed.success) return refused('invalid');
  return desk.database.transaction(async (client): Promise<Done> => {
    // Under the same lock as roles: who is made a manager at this moment changes no rights any more.
    const people = await lockStaff(client, programId);
    const kept = await readStaffPolicy(client, programId);
    const before = readPolicy(kept.policy);
    const actor = people.find(({ id }) => id === staffId);
    if (!actor || roleOf(actor, before) !== 'owner') return refused('not-allowed');
    if (!(await saveStaffPolicy(client, programId, { policy: parsed.data, revision, updatedBy: staffId }))) return refused('conflict');
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'staff-rights-changed', subject: programId },
      details: { before, after: parsed.data },
    });
    return accepted(null);
  });
}
