import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one line for people and machines: "tests: 123 passed, 0 failed". A file that could not run, or an error outside any
 * test, counts as a failure. In CI a skipped test fails the run: there, nothing may be left out unseen.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: string): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const brokenFiles = modules.filter((module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length).length;
    const skipped = count('skipped');
    const counted = count('failed') + brokenFiles + unhandledErrors.length;
    const failed = reason === 'passed' ? counted : Math.max(counted, 1); // a set-up that fails, or Ctrl+C, leaves no failed test behind
    if (skipped > 0) {
      console.log(`SKIPPED: ${skipped} tests`);
      if (process.env['CI'] === 'true') process.exitCode = 1;
    }
    if (failed > 0) process.exitCode = 1;
    console.log(`tests: ${count('passed')} passed, ${failed} failed`);
  }
}
