import type { Instant } from '#app/domain/instant.ts';
import type { CommercePlatform, MessageTranslator } from '#app/platforms/commerce-platform.ts';
import type { Database } from '#app/store/database.ts';
import type { SecretBox } from '#app/store/secrets.ts';
import type { ProgramLibrary } from './program-library.ts';
import type { StoreAddress } from './services.ts';

export interface Log {
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  error(facts: Record<string, unknown>, message: string): void;
}

export type PlatformKind = CommercePlatform['kind'];

export type WakeJob = 'drain-store' | 'relay-store' | 'fetch-orders';

/** What every service works with; made once per process by the wiring. */
export interface Desk {
  /** Where the app is found, without a slash at its end: shoppers' pages load pictures from there. */
  readonly appUrl: string;
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly library: ProgramLibrary;
  readonly platforms: Readonly<Partial<Record<PlatformKind, CommercePlatform>>>;
  readonly translators: Readonly<Partial<Record<PlatformKind, MessageTranslator>>>;
  /** Tells the conveyor that a store has work; never waits and never fails (the sweeper covers what is lost). */
  wake(job: WakeJob, address: StoreAddress): void;
  /** Ends what the platform gave us for a store that is gone (tokens), but not what a re-installation brought after `asOf`. */
  forgetStore(platform: PlatformKind, domain: string, asOf: Instant): Promise<void>;
  /** Keeps tokens of stores that nobody touches alive; answers how many. */
  keepTokens(now: Instant): Promise<number>;
  /** Looks whether the platforms still send us messages, and mends it where they do not; answers how many stores it looked at, and how many it mended. */
  probeWebhooks(now: Instant): Promise<{ readonly sites: number; readonly repaired: number }>;
  newId(): string;
  /** A random reward code of at least 60 bits, in capitals. */
  newCode(): string;
  readonly log: Log;
}
