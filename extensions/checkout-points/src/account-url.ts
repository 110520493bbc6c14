/** Where shoppers sign in: the shop sends them on to its customer accounts. Null where the platform does not say where the shop is. */
export function accountUrl(storefrontUrl: string | undefined): string | null {
  return storefrontUrl === undefined || storefrontUrl === '' ? null : `${storefrontUrl.replace(/\/$/, '')}/account`;
}
