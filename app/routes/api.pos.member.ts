import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { tillCustomerSchema } from '#app/contracts/extension-requests.ts';
import { enterAsStaff, wrongMethod } from '#app/http/extension-door.ts';
import { answer, sayNo } from '#app/http/proxy-door.ts';

/** The customer of the cart, for staff at the till: GET with `customer`, `locale`. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { address } = await enterAsStaff({ request, context, params }, 'till');
  const asked = new URL(request.url).searchParams;
  const customer = tillCustomerSchema.safeParse(asked.get('customer'));
  if (!customer.success) return sayNo(request, { status: 400, word: 'not_understood' });
  const locale = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.exec(asked.get('locale') ?? '')?.[0] ?? 'en';
  const view = await context.services.till.read(address, { customerId: customer.data, locale });
  return view === null ? sayNo(request, { status: 404, word: 'no_program' }) : answer(view);
}

export function action({ request }: ActionFunctionArgs) {
  return wrongMethod(request, 'GET');
}
