import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { QrPage } from '#app/components/qr/qr-page.tsx';
import { type QrAnswer, qrDesignSchema } from '#app/contracts/qr-design.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readJson } from '#app/http/read-json.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('qr.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { desk: await context.services.readQrDesk(programId), nowMs: context.now() };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const design = qrDesignSchema.safeParse(await readJson(request));
  if (!design.success) {
    const fields = [...new Set(design.error.issues.map(({ path }) => String(path[0] ?? '')))];
    return Response.json({ outcome: 'refused', fields } satisfies QrAnswer, { status: 422 });
  }
  await context.services.saveQrDesign({ programId, staffId: staff.id, design: design.data });
  return Response.json({ outcome: 'saved' } satisfies QrAnswer);
}

export default function QrCode() {
  const { desk, nowMs } = useLoaderData<typeof loader>();
  return <QrPage desk={desk} nowMs={nowMs} />;
}
