// `npm run check`: every check but the tests, two at a time; the output of a check is shown only when it fails.
import { spawn } from 'node:child_process';

const CHECKS = ['types', 'lint', 'imports', 'unused', 'generated', 'extensions', 'sizes', 'format'];
const AT_ONCE = 2;

const waiting = [...CHECKS];
const failed: string[] = [];

await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(failed.length === 0 ? `check: all ${CHECKS.length} passed` : `check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const began = Date.now();
    const { code, output } = await run(check);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} check:${check} (${seconds} s)`);
    if (code !== 0) {
      failed.push(check);
      console.log(output.trimEnd());
    }
  }
}

function run(check: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    // The set-up before `check` has served them all: --ignore-scripts leaves out each one's own.
    const child = spawn('npm', ['run', '--silent', '--ignore-scripts', `check:${check}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}
