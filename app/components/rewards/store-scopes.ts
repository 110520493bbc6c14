/** What App Bridge has for permissions, where the page stands in Shopify's admin. */
interface BridgeWithScopes {
  readonly scopes?: { request(scopes: readonly string[]): Promise<{ readonly result?: string } | undefined> };
}

function bridge(): BridgeWithScopes {
  return (globalThis as { shopify?: BridgeWithScopes }).shopify ?? {};
}

/** Whether the admin around can ask the shop's owner for more permissions. In the browser only. */
export function mayAskForScopes(): boolean {
  return bridge().scopes !== undefined;
}

/** Asks for permissions in a window of the admin; false when they were not given. */
export async function askForScopes(scopes: readonly string[]): Promise<boolean> {
  try {
    const answer = await bridge().scopes?.request(scopes);
    return answer?.result === 'granted-all';
  } catch {
    // The person closed the window, or the admin could not open it: nothing was given.
    return false;
  }
}
