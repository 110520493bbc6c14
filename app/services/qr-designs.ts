import { type QrDesign, type QrDesk, qrDesignSchema } from '#app/contracts/qr-design.ts';
import { nameFor, wordsOf } from '#app/domain/units/unit-words.ts';
import { storesThatLeft } from '#app/store/join-codes.ts';
import { insertAudit, readStores } from '#app/store/programs.ts';
import { readQrDesign, writeQrDesign } from '#app/store/qr-designs.ts';
import type { Desk } from './desk.ts';

/** What the page of the QR code shows: the saved design, the stores it can lead to (oldest first), and how the program looks and speaks now. */
export async function readQrDesk(desk: Desk, programId: string): Promise<QrDesk> {
  const [saved, stores, left, rulebook, now] = await Promise.all([
    readQrDesign(desk.database.pool, programId),
    readStores(desk.database, programId),
    storesThatLeft(desk.database.pool, programId),
    desk.library.open(programId),
    desk.database.now(),
  ]);
  const live = rulebook.liveAt(now) ?? rulebook.versions.at(-1) ?? null;
  const program = live === null ? null : await rulebook.program(live.no);
  const words = program === null ? null : wordsOf(program.units.points, program.locale);
  const design = qrDesignSchema.safeParse(saved);
  return {
    // A design of an older shape is shown as if there were none; it stays until another is saved.
    design: design.success ? design.data : null,
    stores: stores
      .filter(({ storeId, state }) => state === 'connected' && !left.has(storeId))
      .map(({ storeId, platform, domain }) => ({ storeId, platform, domain })),
    program: {
      name: program?.name ?? rulebook.record.name,
      locale: program?.locale ?? 'en',
      currency: rulebook.record.currency,
      brandColour: program?.branding.brandColour ?? null,
      logoUrl: program?.branding.logoUrl ?? null,
      few: words === null ? '' : nameFor(3, words),
      many: words === null ? '' : nameFor(100, words),
    },
  };
}

/** Keeps a design; who saved what stands in the audit, without the picture. */
export async function saveQrDesign(
  desk: Desk,
  { programId, staffId, design }: { readonly programId: string; readonly staffId: string; readonly design: QrDesign },
): Promise<void> {
  const { logo, ...rest } = design;
  await desk.database.transaction(async (client) => {
    await writeQrDesign(client, programId, { document: design, updatedBy: staffId });
    await insertAudit(client, programId, {
      ...{ actorKind: 'merchant', actorId: staffId, action: 'qr-design-saved', subject: programId },
      details: { ...rest, hasLogo: logo !== null },
    });
  });
}
