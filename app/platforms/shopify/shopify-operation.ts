/** One GraphQL operation. `sampleVariables` are of the shape the code sends; a contract test validates both against Shopify's official schema. */
export interface ShopifyOperation {
  readonly name: string;
  readonly document: string;
  readonly sampleVariables: Readonly<Record<string, unknown>>;
}
