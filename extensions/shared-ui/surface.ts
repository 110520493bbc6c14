import type { RungClient } from './rung-client.ts';
import type { Speech } from './speech.ts';

/** What every part of a page needs of the surface that it stands on. */
export interface Surface {
  readonly client: RungClient;
  readonly speech: Speech;
}
