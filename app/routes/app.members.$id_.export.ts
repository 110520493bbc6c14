import type { LoaderFunctionArgs } from '@remix-run/node';
import { isClientId } from '#app/contracts/client-id.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

/** All that is kept about one member, as a file to hand on. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  const memberId = params['id'] ?? '';
  const file = isClientId(memberId) ? await context.services.members.exportMember({ programId, memberId, staffId: staff.id }) : null;
  if (file === null) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return new Response(JSON.stringify(file, null, 2), {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="member.json"',
      'Cache-Control': 'no-store',
    },
  });
}
