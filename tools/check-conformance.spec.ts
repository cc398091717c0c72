import { describe, expect, it } from 'vitest';
import { conformanceFaults } from './check-conformance.ts';

const root = new URL('..', import.meta.url).pathname;
const specs = new Map([['check-conformance.spec.ts', [`${root}tools/check-conformance.spec.ts`]]]);
const faultsOf = (row: string): string[] =>
  conformanceFaults('x.md', `| Section | Requirement | Built | Test |\n|---|---|---|---|\n${row}`, root, specs).map(
    (fault) => `${fault.line} ${fault.message}`,
  );

describe('conformance documents', () => {
  it('accept a row whose file and test exist', () => {
    const row =
      '| 1.2 | a rule | tools/check-conformance.ts | check-conformance.spec.ts: "accept a row whose file and test exist" |';
    expect(faultsOf(row)).toEqual([]);
  });
  it('accept what is not built', () => {
    expect(faultsOf('| 1.3 | a rule | not built | |')).toEqual([]);
  });
  it('refuse a test that does not exist, with its line', () => {
    const title = ['no', 'such', 'title'].join(' ');
    expect(faultsOf(`| 1.2 | a rule | tools/check-conformance.ts | check-conformance.spec.ts: "${title}" |`)).toEqual([
      `3 check-conformance.spec.ts has no test "${title}"`,
    ]);
  });
  it('take a test only from a spec or a contract suite', () => {
    expect(faultsOf('| 1.2 | a rule | tools/check-conformance.ts | check-conformance.ts: "main" |')).toEqual([
      '3 check-conformance.ts does not exist',
    ]);
  });
  it('refuse a file that does not exist and a row without a test', () => {
    expect(faultsOf('| 1.2 | a rule | tools/nowhere.ts | |')).toEqual([
      '3 tools/nowhere.ts does not exist',
      '3 not a test reference: ',
    ]);
  });
});
