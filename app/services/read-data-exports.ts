import type { Desk } from './desk.ts';
import type { Services } from './services.ts';

/** Answers to customers' data requests, newest first, at most 200: the merchant hands them on. */
export async function readDataExports(desk: Desk, programId: string): ReturnType<Services['readDataExports']> {
  const rows = await desk.database.prisma.dataExport.findMany({ where: { programId }, orderBy: { createdAt: 'desc' }, take: 200 });
  return rows.map(({ id, requestKey, createdAt, file }) => ({ id, requestKey, createdAt: createdAt.toISOString(), file }));
}
