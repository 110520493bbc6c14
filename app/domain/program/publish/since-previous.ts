import type { Program } from '../program.schema.ts';
import { doubtful, wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';

/** What cannot change under members who hold points, and what they would miss. */
export function checkSincePrevious(program: Program, { previous }: PublishContext): Finding[] {
  if (previous === null) return [];
  const findings: Finding[] = [];
  if (program.currency !== previous.currency) {
    findings.push(wrong('currency', 'currency.changed', { was: previous.currency, is: program.currency }));
  }
  if (program.units.points.scale !== previous.units.points.scale) {
    findings.push(wrong('units.points.scale', 'since.scale'));
  }
  for (const { currency, unit } of previous.units.cashback) {
    const index = program.units.cashback.findIndex((each) => each.currency === currency);
    const now = program.units.cashback[index];
    if (now && now.unit.scale !== unit.scale) {
      findings.push(wrong(`units.cashback.${index}.unit.scale`, 'since.cashback-scale', { currency }));
    }
    if (!now) findings.push(doubtful('units.cashback', 'since.cashback-gone', { currency }));
  }
  if (program.timeZone !== previous.timeZone) {
    findings.push(doubtful('timeZone', 'since.time-zone', { is: program.timeZone, was: previous.timeZone }));
  }
  return [...findings, ...checkCards(program, previous)];
}

function checkCards(program: Program, previous: Program): Finding[] {
  return previous.cards.flatMap((before) => {
    const index = program.cards.findIndex(({ id }) => id === before.id);
    const card = program.cards[index];
    if (!card) return before.active ? [doubtful('cards', 'card.gone', { name: before.name })] : [];
    if (card.goal <= before.goal) return [];
    return [doubtful(`cards.${index}.goal`, 'card.harder', { name: card.name, count: card.goal, was: before.goal })];
  });
}
