import { type LoaderFunctionArgs, redirect } from '@remix-run/node';

/** The bare address is the admin's front door; what the platform says in the query goes along. */
export function loader({ request }: LoaderFunctionArgs) {
  return redirect(`/app${new URL(request.url).search}`);
}
