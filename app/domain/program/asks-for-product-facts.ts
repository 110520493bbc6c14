import type { Program } from './program.schema.ts';

const answers = new WeakMap<Program, boolean>();

/**
 * True when an order cannot be settled from a message alone, because a rule looks at collections, tags or types of products, which messages of
 * the platforms do not carry. Rewards do not count: the platform judges them; nor do perks, which no order is settled by.
 */
export function asksForProductFacts(program: Program): boolean {
  const known = answers.get(program);
  if (known !== undefined) return known;
  const { rewards: _judgedByThePlatform, perks: _notOfOrders, ...rest } = program;
  const answer = namesFacts(rest);
  answers.set(program, answer);
  return answer;
}

function namesFacts(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesFacts);
  if (value === null || typeof value !== 'object') return false;
  if ('collections' in value && 'productTypes' in value && 'tags' in value) {
    return [value.collections, value.productTypes, value.tags].some((list) => Array.isArray(list) && list.length > 0);
  }
  return Object.values(value).some(namesFacts);
}
