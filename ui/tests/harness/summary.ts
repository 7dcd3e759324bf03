// Prints one line that can be counted, and the reason above it where tests were skipped.

import type { Reporter, TestModule } from 'vitest/node';
import { findChromium } from './host';

export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
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
