import type { Instant } from '../instant.ts';

/** A published version as far as choosing goes. */
export interface VersionHead {
  readonly no: number;
  /** Holds for orders placed from this moment … */
  readonly effectiveAt: Instant;
  /** … and before this one; null or absent: until another takes over. */
  readonly effectiveUntil?: Instant | null;
}

/**
 * The version that was live at a moment: the highest number among those whose dates take it in. A version with an end (a season) gives way
 * to the one before it afterwards. Null when none was live.
 */
export function pickVersion<Head extends VersionHead>(versions: readonly Head[], placedAt: Instant): Head | null {
  const live = versions.filter(
    ({ effectiveAt, effectiveUntil }) => effectiveAt <= placedAt && (effectiveUntil == null || placedAt < effectiveUntil),
  );
  return live.reduce<Head | null>((highest, version) => (highest === null || version.no > highest.no ? version : highest), null);
}
