import type { PersonErased, PersonExport } from '#app/contracts/plugin.ts';
import type { MemberView } from '#app/contracts/reading.ts';
import { findCustomersByEmail, findGuestsByEmail } from '#app/store/privacy.ts';
import { insertAudit, readStore } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { redactCustomer } from '../privacy.ts';
import { readMember } from '../read-member.ts';
import type { Shopper } from './shopper.ts';
import { PERSONAL_WORDS } from './personal-words.ts';

type Asked = Pick<Shopper, 'address' | 'language'>;

/** What the program knows of the person with this address at this store, for WordPress' own export of personal data. Audited; empty for nobody. */
export async function exportPerson(desk: Desk, { address, language }: Asked, email: string): Promise<PersonExport> {
  const { memberIds } = await findPerson(desk, address, email);
  const members = await Promise.all(memberIds.map((memberId) => readMember(desk, address.programId, memberId)));
  await insertAudit(desk.database.pool, address.programId, {
    ...{ actorKind: 'platform', actorId: address.storeId, action: 'data-exported', subject: memberIds[0] ?? 'nobody' },
    details: { by: 'site' },
  });
  return { groups: members.flatMap((member) => (member === null ? [] : groupsOf(member, language))) };
}

/** Erases that person, as the platforms' own requests do: the points are forfeited, codes are killed, the books stay without a name. */
export async function erasePerson(desk: Desk, { address, language }: Asked, email: string): Promise<PersonErased> {
  const words = PERSONAL_WORDS[language];
  const store = await readStore(desk.database, address);
  const { memberIds, customerIds } = await findPerson(desk, address, email);
  if (!store || memberIds.length === 0) return { erased: false, retained: false, message: words.nobody };
  for (const customerId of customerIds.length === 0 ? [null] : customerIds)
    await redactCustomer(desk, store, { customerId, email, orderIds: [] });
  return { erased: true, retained: true, message: words.erased };
}

async function findPerson(desk: Desk, address: Asked['address'], email: string) {
  const { pool } = desk.database;
  const [customers, guests] = await Promise.all([
    findCustomersByEmail(pool, address, email),
    findGuestsByEmail(pool, address.programId, await desk.library.emailHash(address.programId, email)),
  ]);
  return {
    memberIds: [...new Set([...customers.map(({ memberId }) => memberId), ...guests])],
    customerIds: customers.map(({ customerId }) => customerId),
  };
}

function groupsOf(member: MemberView, language: Asked['language']): PersonExport['groups'] {
  const words = PERSONAL_WORDS[language];
  const points = member.balances.find(({ unit }) => unit === 'points');
  const group = (label: string, items: readonly (readonly [string, string | number | null])[]) => ({
    label,
    items: items.flatMap(([name, value]) => (value === null ? [] : [{ name, value: String(value) }])),
  });
  return [
    group(words.account, [
      [words.name, member.name],
      [words.email, member.email],
      [words.state, member.state],
      [words.joined, member.joinedAt],
      [words.tier, member.tier.name],
    ]),
    group(words.points, [
      [words.available, points?.available ?? 0],
      [words.pending, points?.pending ?? 0],
      [words.debt, points?.debt ?? 0],
    ]),
    group(
      words.activity,
      member.postings.map(({ occurredAt, change, because }) => [occurredAt, `${change > 0 ? '+' : ''}${change} ${because.join(' ')}`]),
    ),
    group(
      words.rewards,
      member.redemptions.map(({ createdAt, rewardName, points: cost, state }) => [createdAt, `${rewardName} (${cost}, ${state})`]),
    ),
  ].filter(({ items }) => items.length > 0);
}
