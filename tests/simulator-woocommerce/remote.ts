import { connectSimulator } from '#tests/simulator/remote.ts';
import type { ControlGroups } from './woocommerce.ts';

type Remote<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends (input: infer Input) => infer Output
    ? undefined extends Input
      ? (input?: Input) => Promise<Awaited<Output>>
      : object extends Input
        ? (input?: Input) => Promise<Awaited<Output>>
        : (input: Input) => Promise<Awaited<Output>>
    : never;
};

/** A stand-in in another process: the same groups and methods, over its control API. */
export type RemoteWooCommerce = { readonly url: string } & { readonly [Name in keyof ControlGroups]: Remote<ControlGroups[Name]> };

/** Connects to a running stand-in ("http://127.0.0.1:4020"). A refusal is thrown as an Error with its words. */
export function connectWooCommerce(url: string): RemoteWooCommerce {
  // The wire does not know what it carries: groups and methods are names to it.
  return connectSimulator(url) as unknown as RemoteWooCommerce;
}
