/** What the WordPress plugin is answered besides the shoppers' contract (storefront.ts). */

/** GET status. */
export interface PluginStatus {
  readonly connected: true;
  readonly programName: string;
  readonly paused: boolean;
  readonly store: { readonly name: string; readonly url: string; readonly currency: string };
  /** Why the last look at the site failed, in words for the shop's owner; null: all is well. */
  readonly problem: string | null;
}

/** POST privacy/export: in the shape that WordPress' exporter wants. */
export interface PersonExport {
  readonly groups: readonly { readonly label: string; readonly items: readonly { readonly name: string; readonly value: string }[] }[];
}

/** POST privacy/erase. */
export interface PersonErased {
  readonly erased: boolean;
  /** Something stays: the books without a name. */
  readonly retained: boolean;
  readonly message: string;
}
