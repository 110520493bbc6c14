import { Badge, BlockStack, Card, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import { AdminPage } from './admin-page.tsx';
import { useI18n } from './i18n-context.tsx';
import { memberNameText } from './member-name.ts';
import { SearchCard } from './search-card.tsx';

/** What the search found; `hits` is null when nothing was asked. */
export interface SearchAnswer {
  readonly query: string;
  readonly hits: readonly { readonly kind: 'member' | 'order' | 'code'; readonly name: string; readonly url: string }[] | null;
}

/** The search on a page of its own, with more than one hit or none. */
export function SearchPage({ answer, nowMs }: { readonly answer: SearchAnswer | null; readonly nowMs: number }) {
  const { t } = useI18n();
  const problem = problemOf(answer, t);
  return (
    <AdminPage title={t('search.title')} back={{ label: t('nav.home'), url: '/app' }} nowMs={nowMs}>
      <SearchCard
        key={answer?.query ?? ''}
        heading={t('search.heading')}
        query={answer?.query ?? ''}
        {...(problem === null ? {} : { problem })}
      />
      {answer?.hits != null && answer.hits.length > 0 && (
        <Card roundedAbove="xs">
          <BlockStack gap="300">
            <Text as="h2" variant="headingSm">
              {t('search.results')}
            </Text>
            <ul className="rung-rows">
              {answer.hits.map((hit) => (
                <li key={`${hit.kind}-${hit.url}`}>
                  <div className="rung-row">
                    <Link to={hit.url}>{hit.kind === 'member' ? memberNameText(hit.name, t) : hit.name}</Link>
                    <Badge>{t(`search.${hit.kind}`)}</Badge>
                  </div>
                </li>
              ))}
            </ul>
          </BlockStack>
        </Card>
      )}
    </AdminPage>
  );
}

function problemOf(answer: SearchAnswer | null, t: ReturnType<typeof useI18n>['t']): string | null {
  if (answer === null) return null;
  if (answer.hits === null) return t('search.missing');
  return answer.hits.length === 0 ? t('search.nothing', { query: answer.query }) : null;
}
