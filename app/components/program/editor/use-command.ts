import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { ProgramCommand } from '#app/contracts/program-commands.ts';
import type { ProgramDraftView, ProgramProblemView } from '#app/contracts/program-editor.ts';

/** What the program page's action answers. */
export type ProgramAnswer =
  | { readonly outcome: 'saved'; readonly draft: ProgramDraftView }
  | { readonly outcome: 'published'; readonly versionNo: number }
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused'; readonly reason: string; readonly message: string; readonly problems: readonly ProgramProblemView[] };

/** Sends a command of the program pages and hears what became of it, once. */
export function useCommand(onAnswer: (answer: ProgramAnswer) => void) {
  const fetcher = useFetcher();
  // The draft's document is whatever was typed, which Remix's types of answers do not know.
  const data = fetcher.data as ProgramAnswer | undefined;
  const seen = useRef<ProgramAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== 'idle' || data === undefined || data === seen.current) return;
    seen.current = data;
    onAnswer(data);
  });
  return {
    // What is sent is JSON by its making: it came from fields and from the server.
    send: (command: ProgramCommand) =>
      fetcher.submit(JSON.stringify(command), { method: 'post', action: '/app/program', encType: 'application/json' }),
    busy: fetcher.state !== 'idle',
    refusal: data?.outcome === 'refused' ? data : null,
  };
}
