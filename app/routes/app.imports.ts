import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import type { ImportDeed, ImportRefusal, ImportsAnswer } from '#app/contracts/history-import.ts';
import { startOfLocalDay } from '#app/domain/instant.ts';
import { authenticateMerchant, type Merchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const STATES = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;

/** The imports of past orders, and the stores that one can be made for. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const [imports, overview] = await Promise.all([
    context.services.listImports(merchant.programId, null),
    readOverviewOf(merchant, context),
  ]);
  const stores = overview.stores.filter(({ state }) => state === 'connected').map(({ storeId, domain }) => ({ storeId, domain }));
  return Response.json({ imports, stores } satisfies ImportsAnswer, { headers: { 'Cache-Control': 'no-store' } });
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const deed = await act(merchant, context, await readForm(request));
  if (deed === null) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  return Response.json(deed, { status: deed.outcome === 'refused' ? 422 : 200 });
}

async function act(merchant: Merchant, context: AppLoadContext, form: URLSearchParams): Promise<ImportDeed | null> {
  const { services } = context;
  const { programId, staff } = merchant;
  const intent = form.get('intent') ?? '';
  const storeId = form.get('storeId') ?? '';
  if (!UUID.test(storeId)) return null;
  if (intent === 'pause' || intent === 'resume' || intent === 'cancel') {
    const changed = await services.changeImport({ programId, storeId, to: STATES[intent], actorId: staff.id });
    return changed.ok ? { outcome: 'changed' } : refusedBy(changed.refusal);
  }
  if (intent === 'undo' || intent === 'undo-preview') return undo(merchant, context, form);
  const from = form.get('from') ?? '';
  if (!isDay(from) || (intent !== 'preview' && intent !== 'start')) return null;
  const { timeZone } = await readOverviewOf(merchant, context);
  const wish = { programId, storeId, from: startOfLocalDay(from, timeZone), to: null, versionNo: null };
  if (intent === 'preview') {
    const shown = await services.previewImport(wish);
    return shown.ok ? { outcome: 'preview', preview: shown.value, storeId, from } : refusedBy(shown.refusal);
  }
  const started = await services.startImport({ ...wish, startedBy: staff.id });
  return started.ok ? { outcome: 'changed' } : refusedBy(started.refusal);
}

async function undo({ programId, staff }: Merchant, { services }: AppLoadContext, form: URLSearchParams): Promise<ImportDeed | null> {
  const importId = form.get('importId') ?? '';
  if (!UUID.test(importId)) return null;
  if (form.get('intent') === 'undo-preview') {
    const shown = await services.previewUndo({ programId, importId });
    return shown.ok ? { outcome: 'undo-preview', preview: shown.value } : refusedBy(shown.refusal);
  }
  const begun = await services.undoImport({ programId, importId, actorId: staff.id });
  return begun.ok ? { outcome: 'changed' } : refusedBy(begun.refusal);
}

function refusedBy({ reason }: ImportRefusal): ImportDeed {
  return { outcome: 'refused', reason };
}

function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
