import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface ProcessPlan {
  readonly name: string;
  /** A TypeScript file below the project's root. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Processes of one demo: started together, stopped together, each with a log of its own. */
export class ProcessGroup {
  readonly #logFolder: string;
  readonly #children: { readonly name: string; readonly child: ChildProcess }[] = [];
  #stopping = false;

  constructor(logFolder: string) {
    this.#logFolder = logFolder;
    mkdirSync(logFolder, { recursive: true });
  }

  start({ name, script, env }: ProcessPlan): ChildProcess {
    const log = createWriteStream(path.join(this.#logFolder, `${name}.log`));
    const child = spawn(process.execPath, [script], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    child.on('exit', (code, signal) => {
      if (this.#stopping) return;
      console.error(`\n${name} ended by itself (${signal ?? `code ${code}`}); see ${path.join(this.#logFolder, `${name}.log`)}`);
      process.exitCode = 1;
      void this.stop().then(() => process.exit(1));
    });
    this.#children.push({ name, child });
    return child;
  }

  /** Ends the processes, the last started first, and waits for them; after 15 s they are killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of [...this.#children].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), wait(15_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
    }
  }
}

/** Waits until an address answers 200. Throws after `limitMs`. */
export async function waitForAnswer(url: string, limitMs: number): Promise<void> {
  const until = Date.now() + limitMs;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error(`${url} did not answer within ${limitMs / 1_000} s`);
    await wait(150);
  }
}

/** A port of the loopback interface that is free now; `wanted` when nobody has it. */
export async function freePort(wanted: number): Promise<number> {
  return (await isFree(wanted)) ? wanted : freePortOfSystem();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function freePortOfSystem(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
