/** The rules of Prometheus as files hold them: deploy/prometheus/rules. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const rulesFolder = 'deploy/prometheus/rules';
export const ruleTestsFolder = 'deploy/prometheus/tests';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export type Rule = RecordingRule | AlertingRule;

export interface RuleTest {
  readonly alert_rule_test?: readonly {
    readonly alertname: string;
    readonly exp_alerts?: readonly unknown[];
  }[];
}

export function ruleFiles(): string[] {
  return globSync(`${rulesFolder}/*.yml`, { cwd: root }).toSorted();
}

export function allRules(): Rule[] {
  return ruleFiles().flatMap((file) => {
    const { groups } = parse(readFileSync(`${root}/${file}`, 'utf8')) as {
      groups: readonly { rules: readonly Rule[] }[];
    };
    return groups.flatMap(({ rules }) => rules);
  });
}

export function ruleTestFiles(): string[] {
  return globSync(`${ruleTestsFolder}/*.yml`, { cwd: root }).toSorted();
}

export function allRuleTests(): RuleTest[] {
  return ruleTestFiles().flatMap((file) => {
    const { tests } = parse(readFileSync(`${root}/${file}`, 'utf8')) as { tests: readonly RuleTest[] };
    return tests;
  });
}
