import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the program reads. */
  readonly input?: string;
  readonly limitMs?: number;
}

/** What a program wrote and how it ended; null: it was killed, by its time limit or from outside. */
export interface ProgramOutcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, two minutes unless told otherwise. Throws when it cannot be started at all. */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramOutcome> {
  const { cwd, env = {}, input = '', limitMs = 120_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...(cwd === undefined ? {} : { cwd }), env: { ...process.env, ...env }, timeout: limitMs });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => undefined); // a program that ends before it has read everything
    child.stdin.end(input);
  });
}

/** Runs a program that must succeed, and gives what it wrote. Throws with its last words. */
export async function mustRun(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const { code, out, err } = await runProgram(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${(err || out).slice(-2_000)}`);
  return out;
}
