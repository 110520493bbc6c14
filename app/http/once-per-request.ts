import type { AppLoadContext } from '@remix-run/node';

const answers = new WeakMap<AppLoadContext, Map<string, Promise<unknown>>>();

/** The routes of one page load at the same time and ask for the same things: the first asks, the others wait for its answer. */
export function oncePerRequest<Answer>(context: AppLoadContext, name: string, ask: () => Promise<Answer>): Promise<Answer> {
  const known = answers.get(context) ?? new Map<string, Promise<unknown>>();
  answers.set(context, known);
  const earlier = known.get(name);
  // What was asked under a name is of one kind: each name has one place in the code.
  if (earlier) return earlier as Promise<Answer>;
  const answer = ask();
  known.set(name, answer);
  return answer;
}
