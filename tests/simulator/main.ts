import { connectSimulator, type RemoteSimulator } from './remote.ts';
import { openDoors } from './server.ts';
import { createSimulator, type ControlGroups } from './simulator.ts';
import type { SimulatorOptions } from './world.ts';

export { connectSimulator, type RemoteSimulator };

/** A running simulator: its address, how to stop it, and everything it can do (desk, webhooks, faults, calls, clock, tokens, discounts, storefront). */
export type RunningSimulator = ControlGroups & { readonly url: string; stop(): Promise<void> };

/**
 * Starts a stand-in for Shopify on loopback: Admin GraphQL API, token endpoint, signed webhooks, app proxy, admin frame, and a page for a person.
 * It knows the app only by its address, client id and secret. Refuses a host that is not loopback.
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const host = options.host ?? '127.0.0.1';
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new Error(`the simulator has no locks and listens on loopback only, not on ${host}`);
  }
  const simulator = createSimulator(options);
  const { server, url } = await openDoors(simulator, { host, port: options.port ?? 0 });
  return {
    ...simulator.groups,
    url,
    stop: () => {
      simulator.stopSending();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** `node tests/simulator/main.ts`: settings from the environment, one line of JSON when it listens. */
async function startFromEnvironment(): Promise<void> {
  const { env } = process;
  const missing = ['SIM_APP_URL', 'SHOPIFY_API_KEY', 'SHOPIFY_API_SECRET'].filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`the simulator needs ${missing.join(', ')} in its environment`);
  const running = await startSimulator({
    apiKey: env.SHOPIFY_API_KEY ?? '',
    apiSecret: env.SHOPIFY_API_SECRET ?? '',
    appUrl: env.SIM_APP_URL ?? '',
    port: Number(env.SIM_PORT ?? '4010'),
    ...(env.SIM_HOST ? { host: env.SIM_HOST } : {}),
    ...(env.SIM_NOW ? { now: env.SIM_NOW } : {}),
  });
  console.log(JSON.stringify({ simulator: running.url }));
  const stop = (): void => void running.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (import.meta.main) await startFromEnvironment();
