import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What `npm test` needs to count, written to the file that TEST_RESULTS_FILE names. */
export interface SuiteResults {
  readonly passed: number;
  /** Tests, and files and hooks that broke outside any test. */
  readonly failed: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** A reporter of its own, because vitest's JSON leaves out why a test skipped itself with `context.skip(reason)`. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env['TEST_RESULTS_FILE'];
    if (file) writeFileSync(file, JSON.stringify(resultsOf(modules, unhandled)));
  }
}

function resultsOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): SuiteResults {
  let passed = 0;
  const failed = unhandled.map((error) => `outside any test: ${error.message}`);
  const skipped: { name: string; reason: string }[] = [];
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const name = `${module.relativeModuleId} › ${test.fullName}`;
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'failed') failed.push(name);
      else skipped.push({ name, reason: (result.state === 'skipped' && result.note) || 'no reason given' });
    }
    // A file that can't be read, and a hook that throws, take their tests along as "skipped".
    if (module.errors().length > 0) failed.push(`${module.relativeModuleId} as a whole`);
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) failed.push(`${module.relativeModuleId} › ${suite.fullName} as a whole`);
    }
  }
  return { passed, failed, skipped };
}
