import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import { LanguagesPage } from '#app/components/settings/languages-page.tsx';
import type { ShopperLanguage, StaffAnswer } from '#app/contracts/staff.ts';
import { localeNamed } from '#app/i18n/locale.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('languages.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  const shoppers: readonly ShopperLanguage[] = await context.services.staff.readLanguages(programId);
  return { mine: staff.locale, shoppers, nowMs: context.now() };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const locale = localeNamed((await readForm(request)).get('locale') ?? null);
  await context.services.staff.setLocale({ programId, staffId: staff.id, locale });
  return Response.json({ outcome: 'done', what: 'locale' } satisfies StaffAnswer);
}

export default function Languages() {
  return <LanguagesPage {...useLoaderData<typeof loader>()} />;
}
