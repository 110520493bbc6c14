/** By reason; a reason may be written with dashes or underscores. */
const STATUS: Readonly<Record<string, number>> = {
  'unknown-member': 404,
  'join-first': 404,
  'unknown-reward': 404,
  'not-offered': 404,
  'unknown-redemption': 404,
  'not-joined': 404,
  'unknown-link-code': 404,
  'same-store': 409,
  'already-linked': 409,
  'cannot-link': 403,
  blocked: 403,
  left: 403,
  'no-longer-a-member': 403,
  'not-for-you': 403,
  paused: 409,
  'program-paused': 409,
  'already-used': 409,
  'no-code-left': 409,
  'out-of-stock': 409,
  'all-gone': 409,
  'no-till': 409,
};

/** The HTTP status of a refusal: what is not there, who may not, what is in the way of something else; any other rule that says no is 422. */
export function statusOfRefusal(reason: string): number {
  return STATUS[reason.replaceAll('_', '-')] ?? 422;
}
