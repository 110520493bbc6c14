import { Session } from '@shopify/shopify-api';
import type { SessionStorage } from '@shopify/shopify-app-session-storage';
import pg from 'pg';
import type { Instant } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { PlatformSession, PrismaClient } from './generated/client.ts';
import { type SecretBox, SecretBoxError } from './secrets.ts';

/** A token this close to its end is renewed. More than the five minutes at which Shopify's library would do it by itself, without any lock. */
const RENEW_BEFORE_MS = 6 * 60_000;
/** When Shopify does not answer, a token may still be used this close to its end. */
const USABLE_BEFORE_MS = 30_000;
/** Longer than another process needs for a refresh that times out (10 s). */
const LOCK_LIMIT_MS = 15_000;
const MAX_SESSIONS_OF_SHOP = 25;
/** Renewals at the same time in one process: each holds a connection while Shopify is asked, and the pool has other work. */
const MAX_RENEWALS = 2;
const LOCK_NOT_AVAILABLE = '55P03';

/** A new pair of tokens, as Shopify gave it. */
export interface NewTokens {
  readonly accessToken: string;
  readonly scope: string;
  readonly expires: Instant;
  readonly refreshToken: string;
  readonly refreshTokenExpires: Instant;
}

export interface ShopifySessionsOptions {
  readonly prisma: PrismaClient;
  /** Lends one connection while a token is refreshed, for the lock alone. */
  readonly pool: pg.Pool;
  readonly secrets: SecretBox;
  /** Asks Shopify for new tokens; ends by itself within about ten seconds. */
  readonly refresh: (shop: string, refreshToken: string) => Promise<NewTokens>;
  readonly now?: () => Instant;
}

/** Where the Shopify library and the workers find the tokens of shops. */
export interface ShopifySessions extends SessionStorage {
  /**
   * The shop's own token, good for some minutes at least; renewed when it is not, or when it is the `rejectedToken` that Shopify just refused. However many
   * processes ask at once, Shopify is asked once. 'no-session': not installed. 'expired': cannot be renewed. 'busy': another process has been renewing it for
   * 15 seconds. Throws what `refresh` throws, unless the old token still serves.
   */
  offlineToken(shop: string, rejectedToken: string | null): Promise<Result<string, 'no-session' | 'busy' | 'expired'>>;
  /** Shops whose tokens nobody has touched since `before`: a refresh token dies after 90 unused days. */
  idleShops(before: Instant, limit: number): Promise<string[]>;
  /** Forgets an uninstalled shop's tokens, but not those that a re-installation brought after `asOf`. */
  forgetShop(shop: string, asOf: Instant): Promise<void>;
}

/** Sessions in PostgreSQL, tokens sealed. One per process. */
export function createShopifySessions(options: ShopifySessionsOptions): ShopifySessions {
  const records = new SessionRecords(options.prisma, options.secrets);
  const renewal = new TokenRenewal(records, options);
  return {
    storeSession: (session) => records.save(session).then(() => true),
    async loadSession(id) {
      const session = await records.find(id).catch(unreadableIsNone);
      if (session === undefined || session.isOnline || !renewal.isDue(session, null)) return session;
      // The library would renew it now, without a lock: it gets a renewed one instead, or the old one to see for itself.
      await renewal.token(session.shop, null).catch(() => undefined);
      return records.find(id);
    },
    deleteSession: (id) => records.remove([id]).then(() => true),
    deleteSessions: (ids) => records.remove(ids).then(() => true),
    findSessionsByShop: (shop) => records.ofShop(shop),
    offlineToken: (shop, rejectedToken) => renewal.token(shop, rejectedToken),
    async idleShops(before, limit) {
      const rows = await options.prisma.platformSession.findMany({
        where: { isOnline: false, updatedAt: { lt: new Date(before) } },
        orderBy: { updatedAt: 'asc' },
        take: limit,
        select: { shop: true },
      });
      return rows.map(({ shop }) => shop);
    },
    async forgetShop(shop, asOf) {
      await options.prisma.platformSession.deleteMany({ where: { shop, updatedAt: { lte: new Date(asOf) } } });
    },
  };
}

/** The id under which the Shopify library keeps a shop's own session. */
function offlineId(shop: string): string {
  return `offline_${shop}`;
}

/** What no key opens any more counts as not there: the next time the merchant opens the app, a new token takes its place. */
function unreadableIsNone(error: unknown): undefined {
  if (error instanceof SecretBoxError) return undefined;
  throw error;
}

class SessionRecords {
  readonly #prisma: PrismaClient;
  readonly #secrets: SecretBox;

  constructor(prisma: PrismaClient, secrets: SecretBox) {
    this.#prisma = prisma;
    this.#secrets = secrets;
  }

  async save(session: Session): Promise<void> {
    const { id } = session;
    const row = {
      shop: session.shop,
      state: session.state,
      isOnline: session.isOnline,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      accessToken: this.#seal(id, 'access_token', session.accessToken),
      refreshToken: this.#seal(id, 'refresh_token', session.refreshToken),
      refreshTokenExpires: session.refreshTokenExpires ?? null,
      onlineAccess: this.#seal(id, 'online_access', session.onlineAccessInfo && JSON.stringify(session.onlineAccessInfo)),
    };
    await this.#prisma.platformSession.upsert({ where: { id }, create: { id, ...row }, update: row });
  }

  async find(id: string): Promise<Session | undefined> {
    const row = await this.#prisma.platformSession.findUnique({ where: { id } });
    return row === null ? undefined : this.#read(row);
  }

  async ofShop(shop: string): Promise<Session[]> {
    const rows = await this.#prisma.platformSession.findMany({
      where: { shop },
      orderBy: { updatedAt: 'desc' },
      take: MAX_SESSIONS_OF_SHOP,
    });
    return rows.map((row) => this.#read(row));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#prisma.platformSession.deleteMany({ where: { id: { in: [...ids] } } });
  }

  #read(row: PlatformSession): Session {
    const { id } = row;
    const accessToken = this.#open(id, 'access_token', row.accessToken);
    const refreshToken = this.#open(id, 'refresh_token', row.refreshToken);
    const online = this.#open(id, 'online_access', row.onlineAccess);
    return new Session({
      id,
      shop: row.shop,
      state: row.state,
      isOnline: row.isOnline,
      ...(row.scope === null ? {} : { scope: row.scope }),
      ...(row.expires === null ? {} : { expires: row.expires }),
      ...(accessToken === null ? {} : { accessToken }),
      ...(refreshToken === null ? {} : { refreshToken }),
      ...(row.refreshTokenExpires === null ? {} : { refreshTokenExpires: row.refreshTokenExpires }),
      ...(online === null ? {} : { onlineAccessInfo: JSON.parse(online) as NonNullable<Session['onlineAccessInfo']> }),
    });
  }

  #seal(id: string, column: string, plain: string | undefined): string | null {
    return plain === undefined || plain === '' ? null : this.#secrets.seal(plain, `platform_session:${id}:${column}`);
  }

  #open(id: string, column: string, sealed: string | null): string | null {
    return sealed === null ? null : this.#secrets.open(sealed, `platform_session:${id}:${column}`);
  }
}

type Token = Result<string, 'no-session' | 'busy' | 'expired'>;

class TokenRenewal {
  readonly #records: SessionRecords;
  readonly #pool: pg.Pool;
  readonly #refresh: ShopifySessionsOptions['refresh'];
  readonly #now: () => Instant;
  readonly #underWay = new Map<string, Promise<Token>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(records: SessionRecords, options: ShopifySessionsOptions) {
    this.#records = records;
    this.#pool = options.pool;
    this.#refresh = options.refresh;
    this.#now = options.now ?? Date.now;
  }

  async token(shop: string, rejectedToken: string | null): Promise<Token> {
    const session = await this.#records.find(offlineId(shop));
    if (session?.accessToken === undefined) return refused('no-session');
    if (!this.isDue(session, rejectedToken)) return accepted(session.accessToken);
    // Within this process one renewal serves all who ask: a hundred jobs of a shop take one connection, not a hundred.
    const running = this.#underWay.get(shop) ?? this.#renewUnderLock(shop, rejectedToken).finally(() => this.#underWay.delete(shop));
    this.#underWay.set(shop, running);
    return running;
  }

  isDue(session: Session, rejectedToken: string | null): boolean {
    if (rejectedToken !== null && session.accessToken === rejectedToken) return true;
    return !this.#lasts(session, RENEW_BEFORE_MS);
  }

  #lasts(session: Session, ms: number): boolean {
    return session.expires === undefined || session.expires.getTime() - this.#now() > ms;
  }

  async #renewUnderLock(shop: string, rejectedToken: string | null): Promise<Token> {
    if (this.#running >= MAX_RENEWALS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await this.#renewOnConnection(shop, rejectedToken);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /**
   * An advisory lock on a connection of its own, in no transaction: while Shopify is asked, no row is locked and no snapshot is held. The connection is closed
   * afterwards; that ends the lock even when the process dies half-way.
   */
  async #renewOnConnection(shop: string, rejectedToken: string | null): Promise<Token> {
    const connection = await this.#pool.connect();
    try {
      await connection.query(`SELECT set_config('lock_timeout', $1, false)`, [String(LOCK_LIMIT_MS)]);
      await connection.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`rung:shopify-token:${shop}`]);
      return await this.#renew(shop, rejectedToken);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) return refused('busy');
      throw error;
    } finally {
      connection.release(true);
    }
  }

  async #renew(shop: string, rejectedToken: string | null): Promise<Token> {
    // Read again: whoever had the lock before may have renewed it already.
    const session = await this.#records.find(offlineId(shop));
    if (session?.accessToken === undefined) return refused('no-session');
    if (!this.isDue(session, rejectedToken)) return accepted(session.accessToken);
    const stillServes = session.accessToken !== rejectedToken && this.#lasts(session, USABLE_BEFORE_MS);
    const { refreshToken } = session;
    if (refreshToken === undefined || (session.refreshTokenExpires?.getTime() ?? Infinity) <= this.#now()) {
      return stillServes ? accepted(session.accessToken) : refused('expired');
    }
    try {
      const fresh = await this.#refresh(shop, refreshToken);
      await this.#records.save(renewed(session, fresh));
      return accepted(fresh.accessToken);
    } catch (error) {
      if (stillServes) return accepted(session.accessToken);
      throw error;
    }
  }
}

function renewed(session: Session, fresh: NewTokens): Session {
  return new Session({
    id: session.id,
    shop: session.shop,
    state: session.state,
    isOnline: false,
    scope: fresh.scope === '' ? (session.scope ?? '') : fresh.scope,
    accessToken: fresh.accessToken,
    expires: new Date(fresh.expires),
    refreshToken: fresh.refreshToken,
    refreshTokenExpires: new Date(fresh.refreshTokenExpires),
  });
}
