import type { ShopifyOperation } from './shopify-operation.ts';

/** What the merchant allows the app in this shop, optional permissions included. */
export const GRANTED_SCOPES: ShopifyOperation = {
  name: 'GrantedScopes',
  document: 'query GrantedScopes { currentAppInstallation { accessScopes { handle } } }',
  sampleVariables: {},
};

/** Whether customers can pay with store credit in this shop. */
export const STORE_CREDIT_SETTING: ShopifyOperation = {
  name: 'StoreCreditSetting',
  document: 'query StoreCreditSetting { storeCreditConfiguration { storeCreditEnabled } }',
  sampleVariables: {},
};

const CARD = `fragment Card on GiftCard {
  id lastCharacters note enabled
  initialValue { amount currencyCode }
  balance { amount currencyCode }
}`;

export const ISSUE_GIFT_CARD: ShopifyOperation = {
  name: 'IssueGiftCard',
  document: `mutation IssueGiftCard($input: GiftCardCreateInput!) {
  giftCardCreate(input: $input) { giftCard { ...Card } userErrors { code field message } }
}
${CARD}`,
  sampleVariables: {
    input: {
      code: '7KQ2M9XWPRT4H3FD',
      note: 'Rung 0190f3a2-6a43-7c55-8d1b-3f1f6a2f0d11',
      initialAmount: { amount: '5.00', currencyCode: 'EUR' },
      customerId: 'gid://shopify/Customer/123456789012',
      expiresOn: '2027-01-31',
    },
  },
};

/** Shopify looks for the whole code; the note says whether the card is ours. */
export const FIND_GIFT_CARDS: ShopifyOperation = {
  name: 'FindGiftCards',
  document: `query FindGiftCards($query: String!) {
  giftCards(first: 10, query: $query, sortKey: ID, reverse: true) { nodes { ...Card } }
}
${CARD}`,
  sampleVariables: { query: '7KQ2M9XWPRT4H3FD' },
};

export const GIFT_CARD_STATE: ShopifyOperation = {
  name: 'GiftCardState',
  document: `query GiftCardState($id: ID!) { giftCard(id: $id) { ...Card } }
${CARD}`,
  sampleVariables: { id: 'gid://shopify/GiftCard/123456789012' },
};

export const END_GIFT_CARD: ShopifyOperation = {
  name: 'EndGiftCard',
  document: `mutation EndGiftCard($id: ID!) {
  giftCardDeactivate(id: $id) { giftCard { ...Card } userErrors { code field message } }
}
${CARD}`,
  sampleVariables: { id: 'gid://shopify/GiftCard/123456789012' },
};

/** A customer's bookings in one currency, newest first. Bookings have no note: ours are told by their id, kept with the redemption. */
export const CREDIT_BOOKINGS: ShopifyOperation = {
  name: 'CreditBookings',
  document: `query CreditBookings($customerId: ID!, $currency: String!, $after: String) {
  customer(id: $customerId) {
    storeCreditAccounts(first: 1, query: $currency) {
      nodes {
        balance { currencyCode }
        transactions(first: 50, reverse: true, sortKey: CREATED_AT, after: $after) {
          nodes {
            __typename
            event
            amount { amount currencyCode }
            ... on StoreCreditAccountCreditTransaction { id remainingAmount { amount } }
            ... on StoreCreditAccountDebitTransaction { id }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`,
  sampleVariables: { customerId: 'gid://shopify/Customer/123456789012', currency: 'currency_code:EUR', after: null },
};

export const GIVE_CREDIT: ShopifyOperation = {
  name: 'GiveCredit',
  document: `mutation GiveCredit($customerId: ID!, $creditInput: StoreCreditAccountCreditInput!) {
  storeCreditAccountCredit(id: $customerId, creditInput: $creditInput) {
    storeCreditAccountTransaction { id amount { amount currencyCode } remainingAmount { amount } }
    userErrors { code field message }
  }
}`,
  sampleVariables: {
    customerId: 'gid://shopify/Customer/123456789012',
    creditInput: { creditAmount: { amount: '5.00', currencyCode: 'EUR' }, expiresAt: '2027-01-31T23:00:00.000Z', notify: false },
  },
};

export const TAKE_CREDIT: ShopifyOperation = {
  name: 'TakeCredit',
  document: `mutation TakeCredit($customerId: ID!, $debitInput: StoreCreditAccountDebitInput!) {
  storeCreditAccountDebit(id: $customerId, debitInput: $debitInput) {
    storeCreditAccountTransaction { id amount { amount currencyCode } }
    userErrors { code field message }
  }
}`,
  sampleVariables: {
    customerId: 'gid://shopify/Customer/123456789012',
    debitInput: { debitAmount: { amount: '5.00', currencyCode: 'EUR' } },
  },
};

export const ISSUING_OPERATIONS: readonly ShopifyOperation[] = [
  GRANTED_SCOPES,
  STORE_CREDIT_SETTING,
  ISSUE_GIFT_CARD,
  FIND_GIFT_CARDS,
  GIFT_CARD_STATE,
  END_GIFT_CARD,
  CREDIT_BOOKINGS,
  GIVE_CREDIT,
  TAKE_CREDIT,
];
