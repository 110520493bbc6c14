/** What the app has told the Rung plugin of this site. */
export interface PluginState {
  /** POST link, as it came; null: not linked. */
  link: PluginLink | null;
  /** How often it was linked, with the same content or another. */
  links: number;
  /** POST program, the newest revision that came; null: none. */
  program: PluginProgram | null;
}

export interface PluginProgram {
  readonly revision: number;
  readonly program: Readonly<Record<string, unknown>>;
  readonly locales: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PluginLink {
  readonly version: number;
  readonly appUrl: string;
  readonly storeKey: string;
  readonly secret: string;
  readonly programName: string;
}

/** Nothing was told yet. */
export function freshPlugin(): PluginState {
  return { link: null, links: 0, program: null };
}
