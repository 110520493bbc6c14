import { NoticePage } from '#app/components/notice-page.tsx';
import { BareFrame } from '#app/components/bare-frame.tsx';
import { useRouteLoaderData } from '@remix-run/react';
import type { loader as rootLoader } from '../root.tsx';

/** Unknown addresses end here quietly, in the log as well as on the screen. */
export function loader() {
  return new Response(null, { status: 404, statusText: 'Not Found' });
}

export function action() {
  return new Response(null, { status: 404, statusText: 'Not Found' });
}

export default function NotFound() {
  const data = useRouteLoaderData<typeof rootLoader>('root');
  return (
    <BareFrame locale={data?.locale ?? 'en'}>
      <NoticePage title="error.missing.title" text="error.missing.text" />
    </BareFrame>
  );
}
