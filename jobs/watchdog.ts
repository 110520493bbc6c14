import type { Log } from '#app/log.server.ts';
import type { RunningWorker } from './start-worker.ts';

/*
 * Workers of BullMQ have been seen to stay silent for ever after a connection came back. Work that waits while nobody works is the
 * sign, and a new process is the cure: whoever started this one starts another.
 */

export interface WatchdogOptions {
  /** How long the oldest due message has waited, in seconds. */
  readonly readOldestSeconds: () => Promise<number>;
  readonly worker: Pick<RunningWorker, 'stats' | 'activeTurns'>;
  readonly log: Log;
  readonly exit: (code: 1) => void;
  /** Milliseconds of any clock that only goes forward. */
  readonly now?: () => number;
  /** 60 unless given. */
  readonly limitSeconds?: number;
}

export interface Watchdog {
  /** Looks once; exits the process when due messages have waited, and nobody has worked on them, for longer than the limit. */
  look(): Promise<void>;
}

/**
 * A watchdog that has seen progress just now. Progress is: no message waits too long; this process takes or ends turns; or turns come
 * and go in the queue at all (another worker may hold the only store that has work). One and the same turn is progress only when it is new.
 */
export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { worker, log, exit, now = () => performance.now(), limitSeconds = 60 } = options;
  let progressAt = now();
  let turnsBefore = turnsOf(worker);
  let activeBefore: readonly string[] = [];
  return {
    async look() {
      const oldestSeconds = await options.readOldestSeconds().catch((error: unknown) => {
        log.warn({ err: error }, 'the watchdog could not read how long messages have waited');
        return 0; // a database that is away is not cured by a new process
      });
      const { active } = worker.stats('ledger');
      const turns = turnsOf(worker);
      const activeNow = await worker.activeTurns('ledger').catch((): string[] => []); // a queue that does not answer shows no progress
      const isNew = activeNow.some((id) => !activeBefore.includes(id));
      if (oldestSeconds <= limitSeconds || active > 0 || turns !== turnsBefore || isNew) progressAt = now();
      turnsBefore = turns;
      activeBefore = activeNow;
      const idleSeconds = (now() - progressAt) / 1_000;
      if (idleSeconds <= limitSeconds) return;
      log.fatal({ oldestSeconds, idleSeconds }, 'messages wait and nobody works on them: the worker ends, so that a new one is started');
      exit(1);
    },
  };
}

/** Looks every `intervalMs` until it is stopped. */
export function startWatchdog(options: WatchdogOptions & { readonly intervalMs?: number }): { stop(): void } {
  const watchdog = createWatchdog(options);
  const { intervalMs = 10_000 } = options;
  let timer = setTimeout(lookAgain, intervalMs);
  let stopped = false;
  function lookAgain(): void {
    void watchdog.look().finally(() => {
      if (!stopped) timer = setTimeout(lookAgain, intervalMs);
    });
  }
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function turnsOf(worker: WatchdogOptions['worker']): number {
  const { done, failed } = worker.stats('ledger');
  return done + failed;
}
