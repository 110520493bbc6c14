import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ProgramEditorView, ProgramProblemView } from '#app/contracts/program-editor.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { useSaying } from '../../use-saying.ts';
import { type Path, textAt, valueAt, withValue } from './document.ts';

/** The next version as it is being written, for every page of the editor. */
export interface Draft {
  readonly editor: ProgramEditorView;
  readonly document: unknown;
  /** The newest state of the draft that could be read: what previews show while something is half typed. */
  readonly program: Program;
  readonly problems: readonly ProgramProblemView[];
  /** Typed and not saved. */
  readonly dirty: boolean;
  readonly revision: number;
  readonly basedOn: number;
  readonly value: (path: Path) => unknown;
  readonly text: (path: Path) => string;
  readonly set: (path: Path, value: unknown) => void;
  /** Replaces the whole document by what a function makes of it. */
  readonly change: (make: (document: unknown) => unknown) => void;
  /** What is wrong at a place, or within it, in the reader's language; undefined: nothing. */
  readonly problemAt: (path: Path, within?: boolean) => string | undefined;
  /** Back to what was saved last. */
  readonly reset: () => void;
  readonly markSaved: (saved: { readonly document: unknown; readonly revision: number }) => void;
}

const DraftContext = createContext<Draft | null>(null);

/** The draft that the page stands in. */
export function useDraft(): Draft {
  const draft = useContext(DraftContext);
  if (draft === null) throw new Error('there is no draft around this page');
  return draft;
}

interface Known {
  readonly document: unknown;
  readonly revision: number;
  readonly newestNo: number;
}

function knownOf(editor: ProgramEditorView): Known {
  return { document: editor.draft?.document ?? editor.newest, revision: editor.draftRevision, newestNo: editor.newestNo };
}

/** Keeps what is typed while the pages change; what the server says anew is taken over unless something is unsaved. */
export function DraftProvider({ editor, children }: { readonly editor: ProgramEditorView; readonly children: ReactNode }) {
  const [known, setKnown] = useState(() => knownOf(editor));
  const [document, setDocument] = useState(known.document);
  const dirty = useMemo(() => JSON.stringify(document) !== JSON.stringify(known.document), [document, known]);
  useUnsaved({ programId: editor.programId, known, document, dirty, restore: setDocument });
  useEffect(() => {
    const next = knownOf(editor);
    if (dirty || (next.revision === known.revision && next.newestNo === known.newestNo) || next.revision < known.revision) return;
    setKnown(next);
    setDocument(next.document);
  }, [editor, dirty, known]);

  const say = useSaying();
  const parsed = useMemo(() => parseProgram(document), [document]);
  const lastGood = useRef<Program | null>(null);
  if (parsed.ok) lastGood.current = parsed.value;
  lastGood.current ??= programOf(editor.newest);
  const program = lastGood.current;

  const draft = useMemo<Draft>(() => {
    const problems = parsed.ok ? [] : parsed.refusal;
    return {
      editor,
      document,
      program,
      problems,
      dirty,
      revision: known.revision,
      basedOn: editor.draft?.basedOn ?? editor.newestNo,
      value: (path) => valueAt(document, path),
      text: (path) => textAt(document, path),
      set: (path, value) => setDocument((was: unknown) => withValue(was, path, value)),
      change: (make) => setDocument((was: unknown) => make(was)),
      problemAt: (path, within = false) => {
        const found = problems.find((problem) => problem.path === path || (within && problem.path.startsWith(`${path}.`)));
        return found && say(found.says);
      },
      reset: () => setDocument(known.document),
      markSaved: (saved) => setKnown((was) => ({ ...was, ...saved })),
    };
  }, [editor, document, program, parsed, dirty, known, say]);
  return <DraftContext.Provider value={draft}>{children}</DraftContext.Provider>;
}

/** What is typed and not saved survives a reload and a page that had to be drawn anew, as long as nobody saved anything else meanwhile. */
function useUnsaved(state: {
  readonly programId: string;
  readonly known: Known;
  readonly document: unknown;
  readonly dirty: boolean;
  readonly restore: (document: unknown) => void;
}): void {
  const { programId, known, document, dirty, restore } = state;
  const key = `rung:draft:${programId}`;
  const looked = useRef(false);
  useEffect(() => {
    if (!looked.current) {
      looked.current = true;
      const kept = readKept(key);
      if (kept?.revision === known.revision && kept.newestNo === known.newestNo) {
        restore(kept.document);
        return;
      }
    }
    keep(key, dirty ? { ...known, document } : null);
  }, [key, known, document, dirty, restore]);
}

/** The browser may refuse to keep anything: then a reload asks before it loses what was typed. */
function keep(key: string, kept: Known | null): void {
  try {
    if (kept === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Nothing was promised.
  }
}

function readKept(key: string): Known | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    const isKnown = typeof kept === 'object' && kept !== null && 'document' in kept && 'revision' in kept && 'newestNo' in kept;
    return isKnown ? (kept as Known) : null;
  } catch {
    return null;
  }
}

/** A published version can always be read. */
function programOf(document: unknown): Program {
  const parsed = parseProgram(document);
  if (!parsed.ok) throw new Error('the newest version cannot be read');
  return parsed.value;
}
