import type { ControlGroups } from './simulator.ts';

type Remote<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends (input: infer Input) => infer Output
    ? undefined extends Input
      ? (input?: Input) => Promise<Awaited<Output>>
      : object extends Input
        ? (input?: Input) => Promise<Awaited<Output>>
        : (input: Input) => Promise<Awaited<Output>>
    : never;
};

/** A simulator in another process: the same groups and methods, over its control API. */
export type RemoteSimulator = { readonly url: string } & { readonly [Name in keyof ControlGroups]: Remote<ControlGroups[Name]> };

/** Connects to a running simulator ("http://127.0.0.1:4010"). A refusal is thrown as an Error with the simulator's words. */
export function connectSimulator(url: string): RemoteSimulator {
  const origin = new URL(url).origin;
  const group = (name: string): unknown =>
    new Proxy(
      {},
      {
        get: (_target, method) =>
          typeof method === 'string' && method !== 'then'
            ? (input?: object) => call(`${origin}/_control/${name}/${method}`, input)
            : undefined,
      },
    );
  return new Proxy({ url: origin } as unknown as RemoteSimulator, {
    get: (target, name) => (name === 'url' ? target.url : typeof name === 'string' && name !== 'then' ? group(name) : undefined),
  });
}

async function call(address: string, input: object | undefined): Promise<unknown> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(input ?? {}),
  });
  const answer = (await response.json()) as { readonly result?: unknown; readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? `the simulator answered ${response.status}`);
  return answer.result;
}
