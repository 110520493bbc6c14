/** Shopify's build tool, like ours, writes the app's address in the place of `process.env.APP_URL`; there is no process where this runs. */
declare const process: { readonly env: { readonly APP_URL: string } };

// eslint-disable-next-line no-restricted-properties -- read by the bundler, not by us
export const APP_URL: string = process.env.APP_URL;
