import type { Program } from '../program.schema.ts';
import { doubtful, wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';

/** What cannot change under members who hold points, and what they would miss. */
export function checkSincePrevious(program: Program, { previous }: PublishContext): Finding[] {
  if (previous === null) return [];
  const findings: Finding[] = [];
  if (program.currency !== previous.currency) {
    findings.push(
      wrong(
        'currency',
        `Points were earned in ${previous.currency}. A program keeps its currency; ${program.currency} needs a program of its own.`,
      ),
    );
  }
  if (program.units.points.scale !== previous.units.points.scale) {
    findings.push(
      wrong(
        'units.points.scale',
        'The decimal places of points cannot change once members have some: every balance would read differently.',
      ),
    );
  }
  for (const { currency, unit } of previous.units.cashback) {
    const index = program.units.cashback.findIndex((each) => each.currency === currency);
    const now = program.units.cashback[index];
    if (now && now.unit.scale !== unit.scale) {
      findings.push(
        wrong(`units.cashback.${index}.unit.scale`, `The decimal places of the ${currency} cashback cannot change once members have some.`),
      );
    }
    if (!now)
      findings.push(
        doubtful('units.cashback', `The ${currency} cashback is gone. Members who have some keep it but can neither see nor spend it.`),
      );
  }
  if (program.timeZone !== previous.timeZone) {
    findings.push(
      doubtful(
        'timeZone',
        `Days begin at another hour in ${program.timeZone} than in ${previous.timeZone}: limits per day and last days move with them.`,
      ),
    );
  }
  return [...findings, ...checkCards(program, previous)];
}

function checkCards(program: Program, previous: Program): Finding[] {
  return previous.cards.flatMap((before) => {
    const index = program.cards.findIndex(({ id }) => id === before.id);
    const card = program.cards[index];
    if (!card)
      return before.active
        ? [
            doubtful(
              'cards',
              `"${before.name}" is gone: half-full cards stay half full for ever. Switch it off on a day that you announce instead.`,
            ),
          ]
        : [];
    if (card.goal <= before.goal) return [];
    return [
      doubtful(
        `cards.${index}.goal`,
        `"${card.name}" needs ${card.goal} stamps instead of ${before.goal}: members who have begun a card are further from its end.`,
      ),
    ];
  });
}
