import { useRouteLoaderData } from '@remix-run/react';
import type { Right } from '#app/domain/staff/rights.ts';

/** Whether the reader may do something: only to hide what would be refused; the services refuse it. Everything where no frame says otherwise. */
export function useMay(): (right: Right) => boolean {
  const frame = useRouteLoaderData('routes/app') as { readonly rights?: readonly Right[] } | undefined;
  return (right) => frame?.rights?.includes(right) ?? true;
}
