import type { RequestHandler } from 'express';
import type { Services } from '#app/services/services.ts';

type Backlog = Awaited<ReturnType<Services['readBacklog']>>;

/** 200 while the database answers and the process is not on its way out; 503 otherwise, so that a load balancer looks elsewhere. */
export function healthDoor(services: Pick<Services, 'isHealthy'>, isStopping: () => boolean): RequestHandler {
  return (_request, response, next) => {
    const answer = (ok: boolean) =>
      response
        .status(ok ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json({ ok });
    if (isStopping()) answer(false);
    else services.isHealthy().then(answer, next);
  };
}

/**
 * The backlog in Prometheus' text format. For the machines of the house: a request that came through a proxy of the outside (it says for whom it
 * was forwarded) finds nothing here.
 */
export function metricsDoor(services: Pick<Services, 'readBacklog'>): RequestHandler {
  return (request, response, next) => {
    if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) {
      response.status(404).type('text').send('Not found\n');
      return;
    }
    services.readBacklog().then((backlog) => {
      response.status(200).set('Cache-Control', 'no-store').type('text/plain; version=0.0.4').send(metricsText(backlog));
    }, next);
  };
}

/** One block per metric: what it means, its type, its values. */
export function metricsText(backlog: Backlog): string {
  const blocks = [
    gauge('rung_inbox_waiting', 'Messages that wait to be settled.', [{ value: backlog.inboxWaiting }]),
    gauge('rung_inbox_dead', 'Messages that were given up and need a person.', [{ value: backlog.inboxDead }]),
    gauge('rung_inbox_oldest_seconds', 'Age of the oldest waiting message.', [{ value: backlog.oldestSeconds }]),
    gauge('rung_outbox_waiting', 'Errands to the platforms that wait.', [{ value: backlog.outboxWaiting }]),
    gauge('rung_outbox_dead', 'Errands that were given up and need a person.', [{ value: backlog.outboxDead }]),
    gauge(
      'rung_schedule_age_seconds',
      'Time since a schedule last started; absent before its first run.',
      backlog.schedules.flatMap(({ name, secondsSinceStart }) =>
        secondsSinceStart === null ? [] : [{ schedule: name, value: secondsSinceStart }],
      ),
    ),
    gauge(
      'rung_schedule_failed',
      'Whether the last run of a schedule failed.',
      backlog.schedules.map(({ name, failure }) => ({ schedule: name, value: failure === null ? 0 : 1 })),
    ),
    gauge('process_resident_memory_bytes', 'Memory of this process.', [{ value: process.memoryUsage.rss() }]),
    gauge('process_uptime_seconds', 'How long this process has been up.', [{ value: Math.round(process.uptime()) }]),
  ];
  return `${blocks.join('\n')}\n`;
}

function gauge(name: string, help: string, samples: readonly { readonly schedule?: string; readonly value: number }[]): string {
  const rows = samples.map(({ schedule, value }) => `${name}${schedule === undefined ? '' : `{schedule="${schedule}"}`} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...rows].join('\n');
}
