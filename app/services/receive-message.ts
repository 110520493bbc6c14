import { insertMessage } from '#app/store/inbox.ts';
import type { Desk } from './desk.ts';
import type { ReceivedMessage } from './services.ts';

/** Stores a verified message once and wakes its store. Throws when the database could not store it. */
export async function receiveMessage(desk: Desk, message: ReceivedMessage): Promise<'stored' | 'duplicate' | 'unknown-store'> {
  const stored = await insertMessage(desk.database, {
    platform: message.platform,
    domain: message.domain,
    source: 'webhook',
    topic: message.topic,
    dedupeKey: message.webhookId,
    eventId: message.eventId,
    triggeredAt: message.triggeredAt,
    body: message.body,
  });
  if (stored.status === 'stored') desk.wake('drain-store', stored);
  return stored.status;
}
