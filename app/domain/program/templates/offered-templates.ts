import { parseProgram } from '../parse-program.ts';
import type { Program } from '../program.schema.ts';
import { everythingWorks } from '../what-works.ts';
import { TEMPLATES } from './index.ts';
import { READY_MADE } from './ready-made.ts';
import type { Template, TemplateInput } from './template.ts';

export interface OfferedTemplate {
  readonly template: Template;
  readonly program: Program;
}

/** The templates that a new merchant may choose from, each built for the shop: those in which everything works today. The blank one comes last. */
export function offeredTemplates(input: TemplateInput): readonly OfferedTemplate[] {
  return [...READY_MADE, ...TEMPLATES].flatMap((template) => {
    const parsed = parseProgram(template.build(input));
    return parsed.ok && everythingWorks(parsed.value) ? [{ template, program: parsed.value }] : [];
  });
}
