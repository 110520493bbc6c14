import { BlockStack, Button, Card, Text, TextField } from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { useI18n } from './i18n-context.tsx';

export interface SearchCardProps {
  /** What was asked before. */
  readonly query?: string;
  /** Why the last try found nothing, beside the field. */
  readonly problem?: string;
  readonly heading: string;
}

/** Finds a member by e-mail or id, an order by name or id, a code. It posts, so that e-mails stay out of addresses and their logs. */
export function SearchCard({ query = '', problem, heading }: SearchCardProps) {
  const { t } = useI18n();
  const [value, setValue] = useState(query);
  const navigation = useNavigation();
  const searching = navigation.state !== 'idle' && navigation.formAction === '/app/search';
  return (
    <Card roundedAbove="xs">
      <Form method="post" action="/app/search">
        <BlockStack gap="300">
          <Text as="h2" variant="headingSm">
            {heading}
          </Text>
          <TextField
            label={t('search.label')}
            labelHidden
            name="query"
            value={value}
            onChange={setValue}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            prefix={<SearchGlyph />}
            helpText={t('search.help')}
            {...(problem === undefined ? {} : { error: problem })}
            connectedRight={
              <Button submit loading={searching}>
                {t('search.button')}
              </Button>
            }
          />
        </BlockStack>
      </Form>
    </Card>
  );
}

function SearchGlyph() {
  return <SearchIcon width={16} height={16} aria-hidden="true" focusable="false" className="rung-glyph" />;
}
