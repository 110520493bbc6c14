import { useRouteLoaderData } from '@remix-run/react';
import { BareFrame } from '#app/components/bare-frame.tsx';
import { NoticePage } from '#app/components/notice-page.tsx';
import type { loader as rootLoader } from '../root.tsx';

/** Where somebody lands who opened the app by its address. There is no sign-in of our own, so that nobody can be asked for a shop's name in its place. */
export default function Login() {
  const data = useRouteLoaderData<typeof rootLoader>('root');
  return (
    <BareFrame locale={data?.locale ?? 'en'}>
      <NoticePage title="door.title" text="door.text" />
    </BareFrame>
  );
}
