import { expect, test } from 'vitest';
import { createLog } from '#app/log.server.ts';

function written(event: object): Record<string, unknown> {
  const lines: string[] = [];
  createLog({ level: 'info', process: 'app', destination: { write: (line) => void lines.push(line) } }).info(event, 'said');
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

test('an event is one line of JSON with its ids', () => {
  expect(written({ programId: 'p1', orderId: '5' })).toMatchObject({
    level: 'info',
    process: 'app',
    programId: 'p1',
    orderId: '5',
    msg: 'said',
  });
});

test('secrets and people do not reach a log, even when they are passed to it', () => {
  const line = JSON.stringify(
    written({
      accessToken: 'shpat_1',
      session: { refreshToken: 'shprt_1' },
      customer: { email: 'ann@example.com' },
      email: 'bob@example.com',
    }),
  );
  expect(line).not.toMatch(/shp|example\.com/);
});

test('an error keeps its code and cause, and loses the row that a database puts beside it', () => {
  const cause = new TypeError('inner');
  const error = Object.assign(new Error('duplicate key', { cause }), { code: '23505', detail: 'Key (email)=(ann@example.com) exists.' });
  const line = written({ err: error });
  expect(line['err']).toMatchObject({
    name: 'Error',
    message: 'duplicate key',
    code: '23505',
    cause: { name: 'TypeError', message: 'inner' },
  });
  expect(JSON.stringify(line)).not.toContain('ann@example.com');
});
