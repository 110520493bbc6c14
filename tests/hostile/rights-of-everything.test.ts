import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Right } from '#app/domain/staff/rights.ts';
import { rightForRequest } from '#app/http/page-rights.ts';
import { openServiceStage, type ServiceStage, type StageShop } from '#tests/services/service-stage.ts';

/**
 * Whoever adds a service or a page says here who may use it: a new one that nobody listed makes these tests fail.
 * `staff`: done in the name of a person, whose rights are asked by the service itself, whatever the door. `read`: changes nothing; who may see it the page says.
 * `shopper`, `machine`: done by customers, platforms, schedules and operators. `own`: everybody may do it to their own things. `page`: the page alone asks for the right.
 */
const WHO = {
  staff: `adjustPoints startImport changeImport undoImport saveQrDesign wantOrder program.hideFirstSteps program.saveDraft program.discardDraft program.rebaseDraft
    program.publishDraft program.publishFirst program.rollBack program.startReplay program.pause handover.handOver handover.takeBack handover.changeStock issuing.upload
    issuing.withdraw rewards.setLowMark rewards.keepPicture members.addNote members.lockTier members.setBlocked members.merge members.unmerge members.exportMember
    members.exportList members.erase members.previewBulk members.startBulk members.cancelBulk members.undoBulk staff.readDesk staff.changeRole staff.savePolicy staff.forget
    exports.start exports.cancel exports.open closing.ask closing.callOff`,
  read: `readOverview readFeed readMember readOrder readCode readInbox readOrderPoints previewImport previewUndo listImports readDataExports readAnalytics readCoreNumbers
    readSums readQrDesk listOrders findOrderByPlatform findMemberByPlatform program.readEditor program.readHistory program.readVersion program.readFirstSteps
    program.reviewDraft program.reviewVersion program.readReplay handover.read handover.find issuing.readPools issuing.readPool issuing.previewUpload issuing.readAbilities
    issuing.readDonations rewards.readCatalogue rewards.readRunningLow rewards.readPicture members.list members.readDesk members.previewMerge members.listBulk
    staff.whyNot staff.readLanguages exports.list closing.read`,
  shopper: `join redeem undoRedemption till.read till.enrol till.makeCode till.redeem till.undo storefront.read storefront.readActivity storefront.cartWorth
    storefront.redeem storefront.undo storefront.makeLinkCode storefront.linkAccounts storefront.findMember storefront.exportPerson storefront.erasePerson storefront.readStatus`,
  machine: `receiveMessage drainStore relayErrands fetchOrders runSchedule installStore findStore replayMessage rebuildSums isHealthy readBacklog`,
  own: `staff.greet staff.setLocale`,
  page: `program.cancelReplay issuing.askAbilities`,
} as const;
const named = (who: keyof typeof WHO) => WHO[who].split(/\s+/);

let stage: ServiceStage;
let at: StageShop;
const NOBODY = 'shopify:404';

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({});
  const owner = { programId: at.address.programId, staffId: 'shopify:1' };
  const greet = (staffId: string, ownsStore: boolean) =>
    stage.services.staff.greet({ ...at.address, staffId, name: null, email: null, ownsStore });
  await greet(owner.staffId, true);
  await greet(NOBODY, false);
  const policy = { ...DEFAULT_POLICY, newcomers: 'none' as const };
  expect(await stage.services.staff.savePolicy({ ...owner, policy, revision: 0 })).toMatchObject({ ok: true });
});
afterAll(() => stage.close());

function functionsOf(services: object, prefix = ''): string[] {
  return Object.entries(services).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'function'
      ? [`${prefix}${name}`]
      : typeof value === 'object' && value !== null
        ? functionsOf(value, `${prefix}${name}.`)
        : [],
  );
}

describe('services', () => {
  test('each is listed once, with who may use it', () => {
    const listed = (Object.keys(WHO) as (keyof typeof WHO)[]).flatMap(named);
    expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted());
    expect(functionsOf(stage.services).toSorted()).toEqual(listed.toSorted());
  });

  test.each(named('staff'))('%s does nothing for somebody without rights', async (path) => {
    const [group, name] = path.includes('.') ? path.split('.') : [null, path];
    const { programId, storeId } = at.address;
    const who = { programId, storeId, staffId: NOBODY, actorId: NOBODY, startedBy: NOBODY };
    const ids = { memberId: randomUUID(), importId: randomUUID(), mergeId: randomUUID(), bulkId: randomUUID(), exportId: randomUUID() };
    const more = {
      task: { kind: 'points', points: 5 },
      isOwner: true,
      role: 'owner',
      targetId: NOBODY,
      typed: 'Beans',
      policy: DEFAULT_POLICY,
      revision: 1,
    };
    const owner = group === null ? stage.services : (stage.services[group as keyof typeof stage.services] as object);
    const act = owner[name as keyof typeof owner] as (...asked: unknown[]) => unknown;
    const asked = path === 'program.hideFirstSteps' ? [programId, NOBODY] : [{ ...who, ...ids, ...more }];
    const done = Promise.resolve().then(() => {
      const answer = act(...asked);
      return path === 'members.exportList' ? (answer as AsyncGenerator).next() : answer;
    });
    const said: unknown = await done.catch((error: unknown) => error);
    const refusal = (said as { readonly refusal?: unknown }).refusal;
    const reason =
      said instanceof Error ? said.name : typeof refusal === 'string' ? refusal : (refusal as { reason?: string } | undefined)?.reason;
    expect(['NotAllowedError', 'not-allowed']).toContain(reason);
  });
});

type Needs = readonly [reading: Right | null, changing: Right | null | 'service' | 'none'];

/** What a page needs to be read, and for what it is sent. `service`: each act is refused by the service; `none`: it takes nothing, or anybody may. */
const PAGES: Readonly<Record<string, Needs>> = {
  'app.$.tsx': [null, 'none'],
  'app._index.tsx': [null, 'program.edit'],
  'app.analytics.tsx': [null, 'none'],
  'app.analytics_.csv.ts': [null, 'none'],
  'app.branding.qr.$file.ts': [null, 'program.edit'],
  'app.branding.qr.tsx': [null, 'program.edit'],
  'app.data-exports.$id.ts': ['data.export', 'data.export'],
  'app.feed.ts': ['members.see', 'members.see'],
  'app.handover.tsx': ['rewards.hand-over', 'rewards.hand-over'],
  'app.imports.ts': [null, 'service'],
  'app.members.$id.tsx': ['members.see', 'members.see'],
  'app.members.$id_.export.ts': ['data.export', 'data.export'],
  'app.members._index.tsx': ['members.see', 'members.see'],
  'app.members.by-platform.$store.$customerId.tsx': ['members.see', 'members.see'],
  'app.members_.export.ts': ['data.export', 'data.export'],
  'app.messages.tsx': ['members.see', 'members.see'],
  'app.orders.$store.$id.tsx': ['members.see', 'members.see'],
  'app.orders._index.tsx': ['members.see', 'members.see'],
  'app.orders.by-platform.$store.$orderId.tsx': ['members.see', 'members.see'],
  'app.pictures.ts': [null, 'program.edit'],
  'app.program._index.tsx': [null, 'none'],
  'app.program.branding.tsx': [null, 'none'],
  'app.program.campaigns.tsx': [null, 'none'],
  'app.program.currencies.tsx': [null, 'none'],
  'app.program.earn.tsx': [null, 'none'],
  'app.program.history.$no.tsx': [null, 'none'],
  'app.program.history._index.tsx': [null, 'none'],
  'app.program.points.tsx': [null, 'none'],
  'app.program.replay.ts': [null, 'program.edit'],
  'app.program.review.tsx': [null, 'none'],
  'app.program.rewards.tsx': [null, 'service'],
  'app.program.tiers.tsx': [null, 'none'],
  'app.program.tsx': [null, 'service'],
  'app.rewards.$id.tsx': [null, 'rewards.stock'],
  'app.rewards.$id_.codes.ts': [null, 'rewards.stock'],
  'app.rewards._index.tsx': [null, 'rewards.stock'],
  'app.search.tsx': ['members.see', 'members.see'],
  'app.settings.tsx': [null, 'service'],
  'app.settings_.close.tsx': ['program.close', 'program.close'],
  'app.settings_.data.tsx': ['data.export', 'data.export'],
  'app.settings_.data_.$id.ts': ['data.export', 'data.export'],
  'app.settings_.disconnect.ts': [null, 'service'],
  'app.settings_.languages.tsx': [null, 'none'],
  'app.settings_.staff.tsx': ['staff.manage', 'staff.manage'],
  'app.start.tsx': [null, 'program.publish'],
  'app.trace.$store.$id.ts': ['members.see', 'members.see'],
  'app.tsx': [null, 'none'],
};

const addressOf = (file: string) =>
  `/${file
    .replace(/\.tsx?$/, '')
    .replaceAll('_.', '.')
    .replace(/\._index$/, '')
    .split('.')
    .map((part) => (part.startsWith('$') ? randomUUID() : part))
    .join('/')}`;

describe('pages of the admin', () => {
  const files = readdirSync('app/routes').filter((file) => /^app[._]/.test(file));

  test('each is listed', () => {
    expect(files.toSorted()).toEqual(Object.keys(PAGES).toSorted());
  });

  test.each(Object.entries(PAGES))('%s asks for its right, and signs in whoever comes', (file, [reading, changing]) => {
    const source = readFileSync(`app/routes/${file}`, 'utf8');
    const address = addressOf(file);
    for (const path of [address, `${address}/`, address.toUpperCase(), address.replace('/app', '/%61pp')]) {
      expect([path, rightForRequest('GET', path)]).toEqual([path, reading]);
      expect([path, rightForRequest('POST', path)]).toEqual([
        path,
        changing === 'service' || changing === 'none' ? (reading ?? rightOf(file)) : changing,
      ]);
    }
    for (const part of source.split(/^export /m).filter((text) => /^(?:async )?function (?:loader|action)\b/.test(text)))
      expect(part).toMatch(/authenticate(?:Merchant|Frame)/);
  });
});

/** The frame and its first page have one address. */
function rightOf(file: string): Right | null {
  return file === 'app.tsx' ? 'program.edit' : null;
}
