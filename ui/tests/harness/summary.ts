// Prints one line that can be counted, and above it the reason where tests were skipped and each second try.

import type { Reporter, TestModule } from 'vitest/node';
import { findChromium } from './host';

export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    for (const test of tests.filter((test) => test.diagnostic()?.flaky)) {
      console.log(`FLAKY 2/2 [browser] ${test.fullName}`);
    }
    const broken = modules.flatMap((module) => module.errors()).length;
    if (!findChromium()) {
      console.log(
        `SKIPPED ${String(count('skipped'))} browser tests because no Chromium was found: install it, or name it in CHROMIUM`,
      );
    }
    console.log(
      `browser: ${String(count('passed'))} passed, ${String(count('failed') + broken)} failed, ${String(count('skipped'))} skipped`,
    );
  }
}
